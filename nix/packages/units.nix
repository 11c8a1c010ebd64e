# systemd/ as systemd.packages takes it, without the units whose names begin with one of `absent`.
{
  lib,
  callPackage,
  coreutils,
  naive,
  optimized,
  absent ? [ ],
  pgbackrest ? "pgbackrest",
  nginxUser ? "nginx",
  redisGroup ? "redis-django",
}:
callPackage ../fill.nix { } {
  name = "django-bench-units";
  source = ../../systemd;
  destination = "/lib/systemd/system";
  keep = name: !lib.any (prefix: lib.hasPrefix prefix name) absent;
  replacements = {
    "@naive@" = naive;
    "@optimized@" = optimized;
    "@nginx_user@" = nginxUser;
    "@redis_group@" = redisGroup;
    "@pgbackrest@" = pgbackrest;
    "/bin/kill" = "${coreutils}/bin/kill";
  };
}
