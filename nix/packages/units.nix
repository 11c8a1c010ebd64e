# systemd/, as systemd.packages takes it.
{
  callPackage,
  coreutils,
  naive,
  optimized,
}:
callPackage ../fill.nix { } {
  name = "django-bench-units";
  source = ../../systemd;
  destination = "/lib/systemd/system";
  replacements = {
    "@naive@" = naive;
    "@optimized@" = optimized;
    "@nginx_user@" = "nginx";
    "@redis_group@" = "redis-django";
    "/bin/kill" = "${coreutils}/bin/kill";
  };
}
