# Refuses data that PostgreSQL would serve wrongly: what was upgraded since, and an empty cluster beside data or backups.
# usage: django-bench-data-check DIRECTORY [BACKUPS]
directory=$1 backups=${2:-/var/lib/pgbackrest/backup/django-bench}
own=
[ ! -e "$directory/PG_VERSION" ] || own=$(<"$directory/PG_VERSION")
for file in "$(dirname "$directory")"/*/PG_VERSION; do
  [ -e "$file" ] || continue
  other=$(dirname "$file") version=$(<"$file")
  if [ -z "$own" ]; then
    cat >&2 <<MESSAGE
django-bench: $directory is not there, and $other has the data of PostgreSQL $version.
Set services.django-bench.postgresql.package back to that version and postgresql.upgradeTo to the new one; then run

    nixos-rebuild switch
    upgrade-postgres
MESSAGE
    exit 1
  elif [ "$version" -gt "$own" ]; then
    cat >&2 <<MESSAGE
django-bench: $other has the data of $directory after an upgrade, with what was written since: switch to PostgreSQL $version.
Or go on with the older data, and without what is newer:

    mv $other $(dirname "$directory")-$version
    systemctl start postgresql.service django-bench.target
MESSAGE
    exit 1
  fi
done
[ -z "$own" ] || exit 0
if [ -e "$backups/backup.info" ]; then
  cat >&2 <<MESSAGE
django-bench: $directory is not there, and $backups has backups of it. Bring it back:

    django-bench restore

Or move the backups away, to begin with an empty database.
MESSAGE
  exit 1
fi
