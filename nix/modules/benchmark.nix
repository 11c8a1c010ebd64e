# The mode `benchmark`: the machine held still, so that two runs differ by the services alone.
{ config, lib, ... }:
let
  cfg = config.services.django-bench;
  inherit (lib) mkForce mkOption types;

  slices = {
    services = "django";
    database = "bench-database";
    load = "bench-load";
  };
  cpus =
    whom:
    mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "2-3";
      description = "CPUs for ${whom}, as systemd's AllowedCPUs= takes them; null: all.";
    };
in
{
  options.services.django-bench.benchmark = {
    enable = lib.mkEnableOption "the conditions of a benchmark: fixed clock, no timers, no rate limit";
    cpus = {
      services = cpus "the two services";
      database = cpus "PostgreSQL and Redis";
      load = cpus "the load generator";
    };
  };

  config = lib.mkIf (cfg.enable && cfg.benchmark.enable) {
    powerManagement.cpuFreqGovernor = mkForce "performance";

    # Nothing may start by itself in the middle of a round.
    nix.gc.automatic = mkForce false;
    nix.optimise.automatic = mkForce false;
    services.fstrim.enable = mkForce false;
    services.logrotate.enable = mkForce false;
    system.autoUpgrade.enable = mkForce false;

    systemd = {
      timers.systemd-tmpfiles-clean.enable = false;

      # `w` writes where the file exists: each driver has another switch for its turbo, and some have none.
      tmpfiles.settings.django-bench = {
        "/sys/devices/system/cpu/intel_pstate/no_turbo".w.argument = "1";
        "/sys/devices/system/cpu/cpufreq/boost".w.argument = "0";
        # khugepaged would move pages at moments of its own choosing
        "/sys/kernel/mm/transparent_hugepage/enabled".w.argument = "never";
      };

      slices = lib.mapAttrs' (name: set: {
        name = slices.${name};
        value.sliceConfig.AllowedCPUs = set;
      }) (lib.filterAttrs (_: set: set != null) cfg.benchmark.cpus);
    };
  };
}
