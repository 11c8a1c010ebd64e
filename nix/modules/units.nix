# The unit files of systemd/, as far as this host's roles go.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  services = [
    "naive"
    "optimized"
  ];
  enabled = lib.filter (name: cfg.${name}.enable) services;
  hasBackup = cfg.backup.enable && cfg.postgresql.enable;
  # No unit that is installed names one of these.
  package = name: if cfg.${name}.enable then cfg.${name}.package else "absent";
in
{
  config = lib.mkIf cfg.enable {
    systemd.packages = [
      (pkgs.callPackage ../packages/units.nix {
        naive = package "naive";
        optimized = package "optimized";
        pgbackrest = if hasBackup then lib.getExe pkgs.pgbackrest else "absent";
        absent =
          lib.concatMap (name: [
            "django-${name}"
            "bench-metrics-${name}"
          ]) (lib.subtractLists enabled services)
          ++ lib.optional (!hasBackup) "bench-backup"
          ++ lib.optionals (enabled == [ ]) [
            "bench-rotation"
            "bench-secrets"
            "django-." # what is set for each service
          ];
        # Users of roles that are elsewhere do not exist here.
        nginxUser = if cfg.nginx.enable then "nginx" else "root";
        redisGroup = lib.optionalString cfg.redis.enable "redis-django";
      })
    ];
  };
}
