# What a switch checks first: `system.preSwitchChecks`, and the command `django-bench-pre-switch` for hosts without those.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  services = lib.filter (name: cfg.${name}.enable) [
    "naive"
    "optimized"
  ];
  # sops-nix and agenix bring their files with the activation, after these checks.
  brought = options ? sops || options ? age;
  secrets = lib.filter (file: !lib.hasPrefix "/var/lib/django-bench/" file) (
    lib.optionals (services != [ ]) [
      cfg.secretKeyFile
      cfg.apiTokenFile
    ]
    ++ lib.filter (file: file != null) (
      [
        cfg.database.passwordFile
        cfg.redis.passwordFile
      ]
      ++ lib.optionals (cfg.nginx.enable && cfg.tls.enable) [
        cfg.tls.certificate
        cfg.tls.key
      ]
    )
  );

  check = pkgs.writeShellApplication {
    name = "django-bench-pre-switch";
    runtimeInputs = [
      (pkgs.callPackage ../packages/data-check.nix { })
      pkgs.coreutils
      pkgs.gnugrep
      config.systemd.package
    ];
    runtimeEnv = {
      SECRETS = lib.concatStringsSep " " (lib.optionals (!brought) secrets);
      SERVICES = lib.concatStringsSep " " services;
      DATA_DIRECTORY = lib.optionalString cfg.postgresql.enable config.services.postgresql.dataDir;
    };
    text = lib.readFile ./pre-switch.sh;
  };
in
{
  config = lib.mkIf cfg.enable {
    environment.systemPackages = [ check ];
    # NixOS 24.11 and older have no such checks.
    system = lib.optionalAttrs (options.system ? preSwitchChecks) {
      preSwitchChecks.django-bench = ''${lib.getExe check} "$1" "$2"'';
    };
  };
}
