# The roles `naive` and `optimized`: the unit files of systemd/, with the options as their environment.
{
  config,
  lib,
  benchPackages,
  ...
}:
let
  cfg = config.services.django-bench;
  inherit (lib) mkOption;
  types = lib.types // import ./types.nix { inherit lib; };
  conditions = import ../conditions.nix;

  names = [
    "naive"
    "optimized"
  ];
  enabled = lib.filter (name: cfg.${name}.enable) names;

  registry = lib.importTOML ../../optimized/src/optimized/optimizations.toml;

  serviceOptions = name: {
    enable = mkOption {
      type = types.bool;
      default = true;
      description = "Whether this host runs the ${name} service.";
    };
    workers = mkOption {
      type = types.ints.positive;
      default = conditions.${name}.environment.WEB_CONCURRENCY;
      description = "Worker processes of the ${name} service.";
    };
    port = mkOption {
      type = types.port;
      default = conditions.ports.${name};
      description = "Port on which nginx offers the ${name} service.";
    };
    listen = mkOption {
      type = types.nullOr types.address;
      default = null;
      example = "10.0.0.2:9001";
      description = "Address for an nginx on another host, beside the socket for that of this host.";
    };
    package = mkOption {
      type = types.package;
      default = benchPackages.${name};
      defaultText = lib.literalMD "package `${name}` of the flake";
      description = "Python environment that holds the ${name} service.";
    };
    environment = mkOption {
      type = types.attrsOf (types.either types.str types.int);
      example.ALLOWED_HOSTS = "bench.example.org";
      description = "Environment of the ${name} service's units, on top of that in `conditions.toml`.";
    };
  };

  # PostgreSQL or Redis elsewhere: the units may use the network, which systemd/ denies them.
  remote = {
    naive = !lib.hasPrefix "/" cfg.database.host;
    optimized = remote.naive || !lib.hasPrefix "unix:" cfg.redis.url;
  };

  unit = name: {
    # Stopping and starting in two steps would take the socket down in between; restarting keeps it, and requests wait.
    stopIfChanged = false;
    environment = lib.mapAttrs (_: toString) cfg.${name}.environment;
    # Wanted, not required: a restart of PostgreSQL must not restart the services, which ride it out.
    wants = lib.optional cfg.postgresql.enable "postgresql.target";
    serviceConfig = {
      LoadCredential =
        lib.optional (cfg.database.passwordFile != null) "database_password:${cfg.database.passwordFile}"
        ++ lib.optional (
          name == "optimized" && cfg.redis.passwordFile != null
        ) "redis_password:${cfg.redis.passwordFile}";
    }
    // lib.optionalAttrs remote.${name} {
      PrivateNetwork = false;
      IPAddressDeny = "";
      RestrictAddressFamilies = "AF_INET AF_INET6";
    };
  };

  unitsOf = name: {
    "django-${name}" = unit name;
    "django-${name}-migrate" = unit name;
    # One that runs is not interrupted, and one that ran once is not run again.
    "django-${name}-load" = unit name // {
      restartIfChanged = false;
    };
  };

  socketOf = name: {
    "django-${name}" = {
      listenStreams = [ cfg.${name}.listen ];
      socketConfig.FreeBind = true; # the address may come up later
    };
  };
in
{
  options.services.django-bench = lib.recursiveUpdate (lib.genAttrs names serviceOptions) {
    optimized.optimizations = mkOption {
      type = types.either (types.enum [
        "all"
        "six"
        "none"
      ]) (types.nonEmptyListOf (types.enum (lib.attrNames registry)));
      default = conditions.optimized.environment.OPTIMIZATIONS or "six";
      example = [
        "joins"
        "indexes"
      ];
      description = "Optimizations that are on: a set of them, or a list of names from `optimizations.toml`.";
    };
    hostNames = mkOption {
      type = types.listOf types.str;
      default = [ config.networking.hostName ];
      defaultText = lib.literalExpression "[ config.networking.hostName ]";
      example = [ "bench.example.org" ];
      description = "Names and addresses, beside those of localhost, by which clients reach the services.";
    };
  };

  config = lib.mkIf (cfg.enable && enabled != [ ]) {
    assertions = [
      {
        assertion = remote.naive -> cfg.database.passwordFile != null;
        message = ''
          services.django-bench.database.host is another host, but services.django-bench.database.passwordFile is not set.
          Give the password's file, as on the host of PostgreSQL: peer authentication works within one host only.
        '';
      }
      {
        assertion = cfg.optimized.enable && !lib.hasPrefix "unix:" cfg.redis.url -> cfg.redis.passwordFile != null;
        message = ''
          services.django-bench.redis.url is another host, but services.django-bench.redis.passwordFile is not set.
          Give the password's file, as on the host of Redis: the permissions of its socket work within one host only.
        '';
      }
    ];

    services.django-bench = lib.genAttrs names (name: {
      environment = lib.mapAttrs (_: lib.mkDefault) (
        conditions.${name}.environment
        // {
          WEB_CONCURRENCY = cfg.${name}.workers;
          METRICS = if cfg.metrics.enable then "on" else "off";
          DATABASE_HOST = cfg.database.host;
          ALLOWED_HOSTS = lib.concatStringsSep "," (
            [
              "localhost"
              "127.0.0.1"
              "[::1]"
            ]
            ++ cfg.hostNames
            ++ lib.optionals cfg.tls.enable (lib.attrValues cfg.tls.hostNames)
          );
        }
        // lib.optionalAttrs (name == "optimized") {
          REDIS_URL = cfg.redis.url;
          OPTIMIZATIONS = lib.concatStringsSep "," (lib.toList cfg.optimized.optimizations);
        }
      );
    });

    systemd = {
      services = lib.mkMerge (map unitsOf enabled);
      sockets = lib.mkMerge (map socketOf (lib.filter (name: cfg.${name}.listen != null) enabled));
      # NixOS leaves out [Install]: what it starts at boot is said here.
      targets = lib.genAttrs (map (name: "django-${name}") enabled) (_: {
        wantedBy = [ "multi-user.target" ];
      });
    };
  };
}
