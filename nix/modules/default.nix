# `services.django-bench`: both services, what they need, and the conditions of a benchmark. One concern a file.
flake:
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  roles = [
    cfg.naive
    cfg.optimized
    cfg.postgresql
    cfg.redis
    cfg.nginx
  ];
in
{
  imports = [
    ./benchmark.nix
    ./metrics.nix
    ./nginx.nix
    ./operations.nix
    ./postgresql.nix
    ./pre-switch.nix
    ./redis.nix
    ./secrets.nix
    ./services.nix
    ./tls.nix
    ./units.nix
  ];

  options.services.django-bench = {
    enable = lib.mkEnableOption "the two Django services and what they need, all on this host unless told otherwise";
  };

  config = {
    _module.args.benchPackages = flake.packages.${pkgs.stdenv.hostPlatform.system};

    assertions = lib.mkIf cfg.enable [
      {
        assertion = lib.any (role: role.enable) roles;
        message = ''
          services.django-bench.enable is set, but this host has none of its roles.
          Enable at least one of services.django-bench.{naive,optimized,postgresql,redis,nginx}.enable, or remove services.django-bench.enable.
        '';
      }
    ];
  };
}
