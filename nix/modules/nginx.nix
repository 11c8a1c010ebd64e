# The role `nginx`: the files of nginx/ in the http context of the distribution's own server.
{
  config,
  lib,
  pkgs,
  benchPackages,
  ...
}:
let
  cfg = config.services.django-bench;
  inherit (lib) mkOption;
  types = lib.types // import ./types.nix { inherit lib; };
  conditions = import ../conditions.nix;
  services = [
    "naive"
    "optimized"
  ];

  # A service that runs neither here nor, as far as this host knows, elsewhere has no server.
  fronted = lib.filter (
    name: cfg.${name}.enable || !lib.hasPrefix "unix:" cfg.nginx.upstreams.${name}
  ) services;
  ports = {
    landing = cfg.nginx.port;
  }
  // lib.genAttrs fronted (name: cfg.${name}.port);
  tlsPorts = lib.optionalAttrs cfg.tls.enable {
    redirect = 80;
    tls = 443;
  };
  options = {
    redirect = "tls.enable";
    tls = "tls.enable";
    landing = "nginx.port";
    naive = "naive.port";
    optimized = "optimized.port";
  };
  taken =
    port:
    map (name: "services.django-bench.${options.${name}}") (
      lib.attrNames (lib.filterAttrs (_: other: other == port) (ports // tlsPorts))
    );
  doubled = lib.filter (port: lib.length (taken port) > 1) (lib.unique (lib.attrValues ports));

  names = cfg.tls.hostNames;
  isAcme = cfg.tls.enable && cfg.tls.certificate == null;
  certificate =
    let
      inherit (config.security.acme.certs.${names.landing}) directory;
    in
    if isAcme then
      {
        certificate = "${directory}/fullchain.pem";
        key = "${directory}/key.pem";
      }
    else
      { inherit (cfg.tls) certificate key; };

  upstream =
    name:
    mkOption {
      type = types.upstream;
      default = "unix:/run/django-${name}.sock";
      example = "10.0.0.2:9001";
      description = "Where nginx finds the ${name} service: the socket of this host, or the `${name}.listen` of another.";
    };
in
{
  options.services.django-bench = {
    openFirewall = lib.mkEnableOption "access to nginx's ports from other hosts; with TLS, to 80 and 443 alone";
    rateLimit = mkOption {
      type = types.bool;
      default = !cfg.benchmark.enable;
      defaultText = lib.literalMD "`true`, but for a benchmark";
      description = "Whether nginx limits the requests per second of a client.";
    };
    nginx = {
      enable = mkOption {
        type = types.bool;
        default = true;
        description = "Whether this host runs nginx for the services.";
      };
      port = mkOption {
        type = types.port;
        default = conditions.ports.landing;
        description = "Port of the landing page.";
      };
      settings = mkOption {
        type = types.attrsOf (types.either types.int types.str);
        example.worker_processes = 2;
        description = "Settings of nginx, on top of those in `conditions.toml`.";
      };
      upstreams = {
        naive = upstream "naive";
        optimized = upstream "optimized";
      };
    };
  };

  config = lib.mkIf (cfg.enable && cfg.nginx.enable) {
    assertions = map (port: {
      assertion = false;
      message = ''
        Port ${toString port} is given to ${lib.concatStringsSep " and " (taken port)}.
        Give each of them a port of its own.
      '';
    }) doubled;

    services.django-bench.nginx.settings = lib.mapAttrs (_: lib.mkDefault) conditions.nginx;

    services.nginx = {
      enable = true;
      # Without it, a changed setting restarts nginx, and whoever connects meanwhile is refused.
      enableReload = true;
      logError = "stderr warn";
      # gixy refuses `Host $http_host`, which pagination links need. `nginx -t` runs at every start, and in the flake's checks.
      validateConfigFile = false;
      appendConfig = ''
        worker_processes ${toString cfg.nginx.settings.worker_processes};
        worker_rlimit_nofile ${toString cfg.nginx.settings.worker_rlimit_nofile};
      '';
      eventsConfig = "worker_connections ${toString cfg.nginx.settings.worker_connections};";
      # NixOS writes no server for it, as we give the whole http context: it orders nginx, and its reload, by the certificate.
      virtualHosts = lib.mkIf isAcme {
        ${names.landing} = {
          enableACME = true;
          serverAliases = map (name: names.${name}) fronted;
        };
      };
      httpConfig =
        let
          files = pkgs.callPackage ../packages/nginx-conf.nix {
            inherit conditions;
            ports = conditions.ports // ports;
            absent = lib.subtractLists fronted services;
            inherit (benchPackages) static;
            inherit (cfg.nginx) settings upstreams;
            inherit (cfg) rateLimit;
            hasMetrics = cfg.metrics.enable;
            tls = if cfg.tls.enable then certificate // { hostNames = names; } else null;
          };
        in
        ''
          include ${files}/http.conf;
        ''
        # The connections of clients that ask that often outlast a reload. Longer, and idle ones could keep others out.
        + lib.optionalString (lib.versionAtLeast (lib.getVersion config.services.nginx.package) "1.27.4") ''
          keepalive_min_timeout 10s;
        '';
    };

    systemd.services = {
      nginx = import ./returns.nix { inherit lib; };
      # NixOS's unit reloads nginx at each switch, for a unit that is wanted and inactive is started; each reload closes
      # the connections that clients keep. So it stays active, and is started anew only for another configuration.
      nginx-config-reload = {
        after = [ "nginx.service" ];
        serviceConfig.RemainAfterExit = true;
      };
    };

    networking.firewall.allowedTCPPorts = lib.mkIf cfg.openFirewall (
      lib.attrValues (if cfg.tls.enable then tlsPorts else ports)
    );
  };
}
