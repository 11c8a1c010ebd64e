# The roles on three hosts, for colmena: `colmena apply` in a flake whose output `colmena` is this file's value.
{ django-bench, nixpkgs }:
let
  addresses = {
    database = "10.0.0.1";
    services = "10.0.0.2";
    front = "10.0.0.3";
  };
  # Of the machine that runs colmena; each has one line.
  secrets = "/srv/secrets";
  passwords = {
    database-password.keyFile = "${secrets}/database-password";
    redis-password.keyFile = "${secrets}/redis-password";
  };
  # nginx has the certificate; the services hear that the scheme is its to say.
  tls = {
    enable = true;
    hostNames.landing = "bench.example.org"; # and naive.bench.example.org, optimized.bench.example.org
  };
in
{
  meta.nixpkgs = nixpkgs.legacyPackages.x86_64-linux;

  defaults =
    { name, ... }:
    {
      imports = [ django-bench.nixosModules.default ];
      deployment.targetHost = addresses.${name};
      networking = {
        hostName = name;
        # Between the hosts lies a private network, in which PostgreSQL and Redis speak without TLS.
        interfaces.private.ipv4.addresses = [
          {
            address = addresses.${name};
            prefixLength = 24;
          }
        ];
        firewall.trustedInterfaces = [ "private" ];
      };
      services.django-bench.enable = true;
      system.stateVersion = "26.05";
    };

  # PostgreSQL and Redis.
  database = {
    deployment.keys = passwords;
    services.django-bench = {
      naive.enable = false;
      optimized.enable = false;
      nginx.enable = false;
      database.passwordFile = "/run/keys/database-password";
      redis.passwordFile = "/run/keys/redis-password";
      backup.enable = true;
      postgresql.settings.listen_addresses = addresses.database;
      redis.settings = {
        bind = addresses.database;
        port = 6379;
      };
    };
    boot.kernel.sysctl."net.ipv4.ip_nonlocal_bind" = true; # the address may come up later
    services.postgresql.authentication = ''
      host naive,optimized django-naive,django-optimized ${addresses.services}/32 scram-sha-256
    '';
    systemd.services = {
      postgresql-setup = {
        wants = [ "database-password-key.service" ];
        after = [ "database-password-key.service" ];
      };
      redis-django = {
        wants = [ "redis-password-key.service" ];
        after = [ "redis-password-key.service" ];
      };
    };
  };

  # Both services.
  services =
    { lib, ... }:
    {
      deployment.keys = passwords;
      services.django-bench = {
        inherit tls;
        nginx.enable = false;
        database = {
          host = addresses.database;
          passwordFile = "/run/keys/database-password";
        };
        redis = {
          url = "redis://${addresses.database}:6379";
          passwordFile = "/run/keys/redis-password";
        };
        naive.listen = "${addresses.services}:9001";
        optimized.listen = "${addresses.services}:9002";
      };
      # After a boot the keys come when colmena brings them; until then requests wait in the sockets.
      systemd.services =
        lib.genAttrs
          [
            "django-naive"
            "django-naive-migrate"
            "django-optimized"
            "django-optimized-migrate"
          ]
          (_: {
            requires = map (key: "${key}-key.service") (lib.attrNames passwords);
            after = map (key: "${key}-key.service") (lib.attrNames passwords);
          });
    };

  # nginx, the only host that others reach.
  front = {
    security.acme = {
      acceptTerms = true;
      defaults.email = "ops@example.org";
    };
    services.django-bench = {
      inherit tls;
      naive.enable = false;
      optimized.enable = false;
      postgresql.enable = false;
      redis.enable = false;
      openFirewall = true;
      nginx.upstreams = {
        naive = "${addresses.services}:9001";
        optimized = "${addresses.services}:9002";
      };
    };
  };
}
