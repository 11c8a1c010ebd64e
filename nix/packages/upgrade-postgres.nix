# From one major version of PostgreSQL to another, by pg_upgrade.
{
  lib,
  coreutils,
  gnugrep,
  gnused,
  systemd,
  util-linux,
  writeShellApplication,
  old,
  new,
  oldData,
  newData,
}:
writeShellApplication {
  name = "upgrade-postgres";
  runtimeInputs = [
    coreutils
    gnugrep
    gnused
    systemd
    util-linux
  ];
  runtimeEnv = {
    OLD_BIN = "${old}/bin";
    NEW_BIN = "${new}/bin";
    OLD_DATA = oldData;
    NEW_DATA = newData;
  };
  text = lib.readFile ./upgrade-postgres.sh;
}
