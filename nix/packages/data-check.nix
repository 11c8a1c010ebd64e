# Keeps PostgreSQL from starting with an empty cluster beside one of another version, or beside backups.
{
  lib,
  coreutils,
  writeShellApplication,
}:
writeShellApplication {
  name = "django-bench-data-check";
  runtimeInputs = [ coreutils ];
  text = lib.readFile ./data-check.sh;
}
