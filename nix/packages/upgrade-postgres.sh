# Copies PostgreSQL's data to the format of another major version; both services are away meanwhile.
# usage: upgrade-postgres
#   OLD_BIN, NEW_BIN     the programs
#   OLD_DATA, NEW_DATA   the directories; the old one stays as it is
# The new version must be as recent as the old: 18.6 refuses what 17.12, a release of security later, has in its catalog.
if [ -e "$NEW_DATA/PG_VERSION" ]; then
  echo "$NEW_DATA is there already: remove it to upgrade once more, or switch to the new version" >&2
  exit 1
fi
as_postgres() { runuser --user=postgres -- "$@"; }
undo() {
  rm --recursive --force "$NEW_DATA"
  systemctl start postgresql.service django-bench.target
  echo "The upgrade failed: the old version runs again, on data that nothing has changed." >&2
}

trap '[ $? = 0 ] || undo' EXIT
systemctl stop django-bench.target 'django-*.socket' 'django-*.service' postgresql.service
install --directory --owner=postgres --group=postgres --mode=0700 "$NEW_DATA"
# The checksums must be as before; 18 has them by default, and no version before knows the option.
checksums=$(as_postgres "$OLD_BIN/pg_controldata" "$OLD_DATA" | sed -n 's/^Data page checksum version: *//p')
options=(--username=postgres --encoding=UTF8)
if [ "$checksums" != 0 ]; then
  options+=(--data-checksums)
elif "$NEW_BIN/initdb" --help | grep -- --no-data-checksums >/dev/null; then
  options+=(--no-data-checksums)
fi
as_postgres "$NEW_BIN/initdb" "${options[@]}" --pgdata="$NEW_DATA" >/dev/null
work=$(mktemp --directory)
chown postgres "$work"
cd "$work"
as_postgres "$NEW_BIN/pg_upgrade" --username=postgres --old-bindir="$OLD_BIN" --new-bindir="$NEW_BIN" \
  --old-datadir="$OLD_DATA" --new-datadir="$NEW_DATA"
cat <<MESSAGE

$NEW_DATA has the data. Set services.django-bench.postgresql.package to the new version, remove upgradeTo, and run

    nixos-rebuild switch
    runuser --user=postgres -- vacuumdb --all --analyze-in-stages
    django-bench backup full    # with backups: PostgreSQL's log is not archived before

Until then PostgreSQL stays away. Go back to the old version by \`rm --recursive $NEW_DATA\` and
\`systemctl start postgresql.service django-bench.target\`. Once the new one serves, $OLD_DATA is yours to remove.
MESSAGE
