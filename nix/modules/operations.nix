# The command `django-bench`, and backups of PostgreSQL.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  hasBackup = cfg.backup.enable && cfg.postgresql.enable;
  operations = pkgs.callPackage ../packages/operations.nix {
    dataDirectory = lib.optionalString cfg.postgresql.enable config.services.postgresql.dataDir;
    pgbackrest = if hasBackup then lib.getExe pkgs.pgbackrest else "pgbackrest";
  };
  repository = "/var/lib/pgbackrest";
in
{
  options.services.django-bench.backup.enable =
    lib.mkEnableOption "daily backups of PostgreSQL by pgBackRest, in ${repository}";

  config = lib.mkMerge [
    (lib.mkIf cfg.enable { environment.systemPackages = [ operations ]; })

    (lib.mkIf (cfg.enable && hasBackup) {
      environment = {
        etc."django-bench/pgbackrest.conf".source = "${operations}/etc/pgbackrest.conf";
        systemPackages = [ pkgs.pgbackrest ];
      };
      services.postgresql.settings.include = "${operations}/etc/archiving.conf";

      systemd = {
        services = {
          postgresql.serviceConfig.ReadWritePaths = [ repository ];
          # One that runs is not interrupted.
          bench-backup.restartIfChanged = false;
          bench-backup-full.restartIfChanged = false;
        };
        timers = lib.genAttrs [ "bench-backup" "bench-backup-full" ] (_: {
          wantedBy = lib.optional (!cfg.benchmark.enable) "timers.target";
        });
        tmpfiles.settings.django-bench-backup.${repository}.d = {
          user = "postgres";
          group = "postgres";
          mode = "0750";
        };
      };
    })
  ];
}
