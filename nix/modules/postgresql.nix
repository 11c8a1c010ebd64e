# The role `postgresql`: the distribution's own server with the settings of conditions.toml.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  inherit (lib) mkDefault mkOption types;
  conditions = import ../conditions.nix;

  password = cfg.database.passwordFile;
  dataCheck = pkgs.callPackage ../packages/data-check.nix { };
  # The set-up gets the drop-in of the units bench-*.
  setupHardening = pkgs.runCommand "postgresql-setup-hardening" { } ''
    install -D --mode=0644 ${../../systemd/bench-.service.d/hardening.conf} \
      $out/lib/systemd/system/postgresql-setup.service.d/hardening.conf
  '';
  psql =
    file:
    lib.escapeShellArgs [
      (lib.getExe' cfg.postgresql.package "psql")
      "--no-psqlrc"
      "--quiet"
      "--dbname=postgres"
      "--file=${file}"
    ];
in
{
  options.services.django-bench = {
    database = {
      host = mkOption {
        type = types.str;
        default = "/run/postgresql";
        example = "database.internal";
        description = "Directory of PostgreSQL's socket, or the name of the host that runs it.";
      };
      passwordFile = mkOption {
        type = types.nullOr types.externalPath;
        default = null;
        example = "/run/keys/database-password";
        description = ''
          File with the services' password, where PostgreSQL is on another host: the services give it, PostgreSQL's host sets it.
          Over the socket no password is needed.
        '';
      };
    };

    postgresql = {
      enable = mkOption {
        type = types.bool;
        default = lib.hasPrefix "/" cfg.database.host;
        defaultText = lib.literalMD "whether `database.host` is a path";
        description = "Whether this host runs PostgreSQL for the services.";
      };
      package = lib.mkPackageOption pkgs "postgresql_17" { };
      upgradeTo = mkOption {
        type = types.nullOr types.package;
        default = null;
        example = lib.literalExpression "pkgs.postgresql_18";
        description = "Version to upgrade to: the host gets the command `upgrade-postgres`, which says what to do next.";
      };
      settings = mkOption {
        type =
          with types;
          attrsOf (oneOf [
            bool
            int
            float
            str
          ]);
        example.shared_buffers = "8GB";
        description = "Settings of PostgreSQL, on top of those in `conditions.toml`.";
      };
    };
  };

  config = lib.mkIf (cfg.enable && cfg.postgresql.enable) {
    services.django-bench.postgresql.settings = lib.mapAttrs (_: mkDefault) (
      conditions.postgresql.settings
      // {
        listen_addresses = ""; # the socket only
      }
    );

    services.postgresql = {
      enable = true;
      inherit (cfg.postgresql) package;
      # Forced, for NixOS sets some of the same names (listen_addresses, jit) from options of its own.
      settings = lib.mapAttrs (_: lib.mkForce) cfg.postgresql.settings;
    };

    environment.systemPackages = lib.optional (cfg.postgresql.upgradeTo != null) (
      pkgs.callPackage ../packages/upgrade-postgres.nix {
        old = config.services.postgresql.finalPackage or cfg.postgresql.package;
        new = cfg.postgresql.upgradeTo;
        oldData = config.services.postgresql.dataDir;
        newData = "/var/lib/postgresql/${cfg.postgresql.upgradeTo.psqlSchema}";
      }
    );

    systemd.packages = [ setupHardening ];
    systemd.services = {
      postgresql = lib.mkMerge [
        (import ./returns.nix { inherit lib; })
        {
          preStart = lib.mkBefore "${lib.getExe dataCheck} ${config.services.postgresql.dataDir}";
          serviceConfig.Slice = "bench-database.slice";
        }
      ];
      postgresql-setup.serviceConfig = {
        # On the first start NixOS's own set-up removes the file there that says so.
        ReadWritePaths = [ config.services.postgresql.dataDir ];
        # Roles, databases and extensions: the statements that the container host runs.
        ExecStartPost = [
          (psql ../../harness/src/harness/host/databases.sql)
        ]
        ++ lib.optional (password != null) (psql ./passwords.sql);
        LoadCredential = lib.mkIf (password != null) "database_password:${toString password}";
      };
    };
  };
}
