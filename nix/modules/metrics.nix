# What Prometheus may ask this host, on loopback: the services, and the distribution's exporters for what runs here.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  isOn = cfg.enable && cfg.metrics.enable;
  enabled = lib.filter (name: cfg.${name}.enable) [
    "naive"
    "optimized"
  ];
  exporter =
    settings:
    {
      enable = true;
      listenAddress = "127.0.0.1";
    }
    // settings;
  redisSocket = "unix:///run/redis-django/redis.sock";
  hasRedisPassword = cfg.redis.passwordFile != null;
  prometheus = ../../operations/prometheus;
  inherit (lib.importJSON (prometheus + "/scrape.json")) scrape_configs;
  isHere = {
    node = true;
  }
  // lib.mapAttrs (_: role: role.enable) {
    inherit (cfg)
      naive
      optimized
      nginx
      postgresql
      redis
      ;
  };
in
{
  options.services.django-bench.metrics.enable = lib.mkOption {
    type = lib.types.bool;
    default = !cfg.benchmark.enable;
    defaultText = lib.literalMD "`true`, but for a benchmark";
    description = ''
      Whether requests are counted and logged, and Prometheus may ask for that on loopback, as for figures of the machine and
      of PostgreSQL, Redis and nginx where they run here. A `services.prometheus` on this host asks all of them and has the alerts;
      a `services.grafana` has the dashboard.
    '';
  };

  config = lib.mkIf isOn {
    services.prometheus = {
      exporters = {
        node = exporter { enabledCollectors = [ "systemd" ]; };
        nginx = lib.mkIf cfg.nginx.enable (exporter {
          scrapeUri = "http://127.0.0.1:9803/stub_status";
        });
        postgres = lib.mkIf cfg.postgresql.enable (exporter {
          dataSourceName = "user=postgres-exporter host=/run/postgresql dbname=postgres sslmode=disable";
        });
        redis = lib.mkIf cfg.redis.enable (exporter {
          extraFlags = [
            "-redis.addr=${redisSocket}"
          ]
          ++ lib.optional hasRedisPassword "-redis.password-file=/run/prometheus-redis-exporter/passwords";
        });
      };
      # Both are without effect until the host has a Prometheus.
      ruleFiles = [ "${prometheus}/alerts.yml" ];
      scrapeConfigs = lib.filter (job: isHere.${job.job_name}) scrape_configs;
    };
    services.grafana.provision = lib.mkIf config.services.grafana.enable {
      enable = true;
      dashboards.settings.providers = [
        {
          name = "django-bench";
          options.path = "${prometheus}/dashboards";
        }
      ];
    };

    systemd = {
      sockets = lib.genAttrs (map (name: "bench-metrics-${name}") enabled) (_: {
        wantedBy = [ "sockets.target" ];
      });
      services = lib.mkMerge [
        (lib.genAttrs (map (name: "bench-metrics-${name}") enabled) (_: {
          stopIfChanged = false; # or the socket would be closed in between
        }))
        (lib.mkIf cfg.redis.enable {
          prometheus-redis-exporter.serviceConfig.SupplementaryGroups = "redis-django";
        })
        # The exporter takes passwords from JSON alone, or from the environment.
        (lib.mkIf (cfg.redis.enable && hasRedisPassword) {
          prometheus-redis-exporter = {
            serviceConfig = {
              LoadCredential = "password:${cfg.redis.passwordFile}";
              RuntimeDirectory = "prometheus-redis-exporter";
              RuntimeDirectoryMode = "0700";
              UMask = "0077";
            };
            preStart = ''
              ${lib.getExe pkgs.jq} --raw-input '{"${redisSocket}": .}' "$CREDENTIALS_DIRECTORY/password" \
                > "$RUNTIME_DIRECTORY/passwords"
            '';
          };
        })
      ];
    };
  };
}
