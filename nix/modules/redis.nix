# The role `redis`: the distribution's own server with the settings of conditions.toml.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  inherit (lib) mkOption;
  types = lib.types // import ./types.nix { inherit lib; };
  conditions = import ../conditions.nix;

  # Quoted, for an empty value is none otherwise.
  value = setting: if lib.isString setting then ''"${setting}"'' else setting;
in
{
  options.services.django-bench.redis = {
    enable = mkOption {
      type = types.bool;
      default = lib.hasPrefix "unix:" cfg.redis.url;
      defaultText = lib.literalMD "whether `redis.url` is a socket";
      description = "Whether this host runs Redis for the optimized service.";
    };
    url = mkOption {
      type = types.redisUrl;
      default = "unix:///run/redis-django/redis.sock";
      example = "redis://cache.internal:6379";
      description = "Where the optimized service finds its cache.";
    };
    passwordFile = mkOption {
      type = types.nullOr types.externalPath;
      default = null;
      example = "/run/keys/redis-password";
      description = ''
        File with Redis' password, where it is on another host: the optimized service gives it, Redis' host asks for it.
        Over the socket no password is needed.
      '';
    };
    package = lib.mkPackageOption pkgs "redis" { };
    settings = mkOption {
      type =
        with types;
        attrsOf (oneOf [
          bool
          int
          str
        ]);
      example.maxmemory = "2gb";
      description = "Settings of Redis, on top of those in `conditions.toml`.";
    };
  };

  config = lib.mkIf (cfg.enable && cfg.redis.enable) {
    services.django-bench.redis.settings = lib.mapAttrs (_: lib.mkDefault) conditions.redis.settings;

    services.redis = {
      inherit (cfg.redis) package;
      servers.django = {
        enable = true;
        requirePassFile = cfg.redis.passwordFile;
        # Forced, for NixOS sets some of the same names (maxclients, save) from options of its own.
        settings = lib.mapAttrs (_: setting: lib.mkForce (value setting)) cfg.redis.settings;
      };
    };

    systemd.services.redis-django = lib.mkMerge [
      (import ./returns.nix { inherit lib; })
      { serviceConfig.Slice = "bench-database.slice"; }
    ];
  };
}
