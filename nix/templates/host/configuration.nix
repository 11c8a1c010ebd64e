{
  # imports = [ ./hardware-configuration.nix ]; # from `nixos-generate-config`
  nixpkgs.hostPlatform = "x86_64-linux";

  services.django-bench = {
    enable = true;
    openFirewall = true;
    hostNames = [ "bench.example.org" ];

    # For measuring in place of serving: fixed clock, no timers, no rate limit.
    # benchmark.enable = true;
  };

  system.stateVersion = "26.05";
}
