# `systemd-analyze` on the units as the host has them: no mistake in any, and the services' exposure below the threshold.
{ host, pkgs }:
let
  inherit (host.config.system.build) toplevel;
in
pkgs.runCommand "units" { nativeBuildInputs = [ pkgs.systemd ]; } ''
  export SYSTEMD_UNIT_PATH=${toplevel}/etc/systemd/system
  cd $SYSTEMD_UNIT_PATH
  systemd-analyze verify --man=no django-*.service django-*.socket django-*.target
  for unit in django-{naive,optimized}{,-migrate}.service; do
    systemd-analyze security --no-pager --offline=yes --threshold=15 "$unit"
  done
  touch $out
''
