# systemd/, as systemd.packages takes it.
{
  callPackage,
  coreutils,
  naive,
  optimized,
  nginxUser ? "nginx",
  redisGroup ? "redis-django",
}:
callPackage ../fill.nix { } {
  name = "django-bench-units";
  source = ../../systemd;
  destination = "/lib/systemd/system";
  replacements = {
    "@naive@" = naive;
    "@optimized@" = optimized;
    "@nginx_user@" = nginxUser;
    "@redis_group@" = redisGroup;
    "/bin/kill" = "${coreutils}/bin/kill";
  };
}
