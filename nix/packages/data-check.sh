# Refuses a data directory that does not exist yet beside one of another version: PostgreSQL would start empty.
# usage: django-bench-data-check DIRECTORY
directory=$1
[ ! -e "$directory/PG_VERSION" ] || exit 0
for version in "$(dirname "$directory")"/*/PG_VERSION; do
  [ -e "$version" ] || continue
  cat >&2 <<MESSAGE
django-bench: $directory is not there, and $(dirname "$version") has the data of PostgreSQL $(<"$version").
Set services.django-bench.postgresql.package back to that version and postgresql.upgradeTo to the new one; then run

    nixos-rebuild switch
    upgrade-postgres
MESSAGE
  exit 1
done
