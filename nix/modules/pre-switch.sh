# Refuses a generation that would not come up, before anything of the running one is stopped.
# usage: django-bench-pre-switch TOPLEVEL [switch|test|boot|dry-activate]
# SECRETS          files that must be there, separated by spaces
# SERVICES         whose migrations are run
# DATA_DIRECTORY   PostgreSQL's, empty where another host has it
incoming=$1 action=${2:-switch}
units=$incoming/etc/systemd/system
refused=0

refuse() {
  printf 'django-bench: %s\n' "$@" >&2
  refused=1
}

# Runs the new migrations beside the old version, which must be able to work with their result (expand, later contract).
# Only those: the unit's other command drops what the old version may still use.
migrate() {
  local service=$1 unit=django-$1-premigrate.service directory=/run/systemd/system
  systemctl --quiet is-active "django-$service.service" || return 0 # nothing to protect
  cp --dereference --recursive "$units/django-$service-migrate.service.d" "$directory/$unit.d"
  cp --dereference "$units/django-$service-migrate.service" "$directory/$unit"
  {
    printf '[Service]\nRestart=no\nRemainAfterExit=no\nExecStart=\n'
    grep '^ExecStart=.* migrate ' "$directory/$unit"
  } >"$directory/$unit.d/once.conf"
  systemctl daemon-reload
  if ! systemctl start "$unit"; then
    journalctl --no-pager --output=cat --lines=20 --unit="$unit" >&2
    refuse "the migrations of $service fail, so the running version stays"
  fi
  rm --recursive "${directory:?}/$unit" "$directory/$unit.d"
  systemctl daemon-reload
  systemctl --quiet reset-failed "$unit" 2>/dev/null || true
}

for secret in $SECRETS; do
  [ -s "$secret" ] || refuse "the secret $secret is missing or empty: bring it to this host, then switch again"
done
[ -z "$DATA_DIRECTORY" ] || django-bench-data-check "$DATA_DIRECTORY" || refused=1
if [ "$refused" = 0 ]; then
  case $action in switch | test)
    for service in $SERVICES; do migrate "$service"; done ;;
  esac
fi
exit "$refused"
