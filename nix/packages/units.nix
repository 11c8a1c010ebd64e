# systemd/ as systemd.packages takes it, without the units of services that the host does not run.
{
  lib,
  callPackage,
  coreutils,
  naive,
  optimized,
  absent ? [ ],
  nginxUser ? "nginx",
  redisGroup ? "redis-django",
}:
callPackage ../fill.nix { } {
  name = "django-bench-units";
  source = ../../systemd;
  destination = "/lib/systemd/system";
  keep = name: !lib.any (service: lib.hasPrefix "django-${service}" name) absent;
  replacements = {
    "@naive@" = naive;
    "@optimized@" = optimized;
    "@nginx_user@" = nginxUser;
    "@redis_group@" = redisGroup;
    "/bin/kill" = "${coreutils}/bin/kill";
  };
}
