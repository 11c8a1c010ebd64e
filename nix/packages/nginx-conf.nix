# nginx/, for `include` in the http context. NixOS writes the main context itself.
{
  lib,
  callPackage,
  conditions,
  static,
  ports ? conditions.ports,
  settings ? conditions.nginx,
  rateLimit ? true,
  upstreams ? { },
}:
let
  placeholders = lib.mapAttrs' (name: lib.nameValuePair "@${name}@");
  sockets = lib.mapAttrs' (service: lib.nameValuePair "unix:/run/django-${service}.sock");
in
callPackage ../fill.nix { } {
  name = "django-bench-nginx";
  source = ../../nginx;
  replacements =
    placeholders (
      settings
      // lib.mapAttrs' (name: lib.nameValuePair "${name}_port") ports
      // {
        nginx = builtins.placeholder "out";
        nginx_user = "nginx";
        naive_static = "${static}/naive";
        optimized_static = "${static}/optimized";
        rate_limit = if rateLimit then "on" else "off";
        report = "/var/lib/django-bench/report";
      }
    )
    // sockets upstreams;
}
