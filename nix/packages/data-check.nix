# Keeps PostgreSQL from starting with an empty cluster beside one of another version.
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
