# Refuses a data directory that is not there beside one of another version, or backups of it: PostgreSQL would start empty.
# usage: django-bench-data-check DIRECTORY [BACKUPS]
directory=$1 backups=${2:-/var/lib/pgbackrest/backup/django-bench}
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
if [ -e "$backups/backup.info" ]; then
  cat >&2 <<MESSAGE
django-bench: $directory is not there, and $backups has backups of it. Bring it back:

    django-bench restore

Or move the backups away, to begin with an empty database.
MESSAGE
  exit 1
fi
