# nginx/, for `include` in the http context, without the servers of services that it does not front.
# NixOS writes the main context itself.
{
  lib,
  callPackage,
  conditions,
  static,
  ports ? conditions.ports,
  settings ? conditions.nginx,
  rateLimit ? true,
  hasMetrics ? true,
  upstreams ? { },
  tls ? null, # hostNames, certificate, key
  absent ? [ ],
}:
let
  placeholders = lib.mapAttrs' (name: lib.nameValuePair "@${name}@");
  sockets = lib.mapAttrs' (service: lib.nameValuePair "unix:/run/django-${service}.sock");
in
callPackage ../fill.nix { } {
  name = "django-bench-nginx";
  source = ../../nginx;
  keep = name: !lib.elem name (absent ++ lib.optional (tls == null) "tls");
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
        metrics = if hasMetrics then "on" else "off";
        report = "/var/lib/django-bench/report";
      }
      // lib.optionalAttrs (tls != null) (
        lib.mapAttrs' (name: lib.nameValuePair "${name}_name") tls.hostNames
        // {
          tls_certificate = tls.certificate;
          tls_key = tls.key;
        }
      )
    )
    // sockets upstreams;
}
