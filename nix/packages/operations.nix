# operations/: the command `django-bench`, and the configuration of the backups.
{
  callPackage,
  runCommand,
  dataDirectory,
  pgbackrest,
}:
let
  files = callPackage ../fill.nix { } {
    name = "django-bench-operations";
    source = ../../operations;
    replacements = {
      "@pgbackrest@" = pgbackrest;
      "@data@" = dataDirectory;
      "@postgresql@" = "postgresql.service";
    };
  };
in
runCommand "django-bench-operations" { meta.mainProgram = "django-bench"; } ''
  install -D --mode=0755 ${files}/django-bench $out/bin/django-bench
  install -D --mode=0644 --target-directory=$out/etc ${files}/*.conf
''
