# The roles on three hosts, for colmena: `colmena apply` in a flake whose output `colmena` is this file's value.
{ django-bench, nixpkgs }:
let
  addresses = {
    database = "10.0.0.1";
    services = "10.0.0.2";
    front = "10.0.0.3";
  };
in
{
  meta.nixpkgs = nixpkgs.legacyPackages.x86_64-linux;

  defaults =
    { name, ... }:
    {
      imports = [ django-bench.nixosModules.default ];
      deployment.targetHost = addresses.${name};
      networking.hostName = name;
      services.django-bench = {
        enable = true;
        # Brought by colmena (deployment.keys), sops-nix or agenix: never from the store.
        database.passwordFile = "/run/keys/database-password";
      };
      # Between the hosts lies a private network, in which PostgreSQL and Redis speak without TLS.
      networking.firewall.trustedInterfaces = [ "private" ];
      system.stateVersion = "26.05";
    };

  # PostgreSQL and Redis.
  database = {
    services.django-bench = {
      naive.enable = false;
      optimized.enable = false;
      nginx.enable = false;
      postgresql.settings.listen_addresses = addresses.database;
      redis.settings = {
        bind = addresses.database;
        port = 6379;
        protected-mode = "no";
      };
    };
    boot.kernel.sysctl."net.ipv4.ip_nonlocal_bind" = true; # the address may come up later
    services.postgresql.authentication = ''
      host naive,optimized django-naive,django-optimized ${addresses.services}/32 scram-sha-256
    '';
  };

  # Both services.
  services = {
    services.django-bench = {
      nginx.enable = false;
      database.host = addresses.database;
      redis.url = "redis://${addresses.database}:6379";
      naive.listen = "${addresses.services}:9001";
      optimized.listen = "${addresses.services}:9002";
      hostNames = [ "bench.example.org" ];
    };
  };

  # nginx, the only host that others reach.
  front = {
    services.django-bench = {
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
