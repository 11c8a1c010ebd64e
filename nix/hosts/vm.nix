# A virtual machine to try things in; its three ports are forwarded to the machine that runs it.
{ modulesPath, ... }:
let
  inherit (import ../conditions.nix) ports;
in
{
  imports = [ (modulesPath + "/virtualisation/qemu-vm.nix") ];

  networking.hostName = "vm";
  services.django-bench = {
    enable = true;
    openFirewall = true;
  };

  services.getty.autologinUser = "root";
  virtualisation = {
    cores = 4;
    memorySize = 8192; # MiB: PostgreSQL's shared buffers and the dataset fit
    diskSize = 16384; # MiB
    graphics = false;
    forwardPorts = map (port: {
      from = "host";
      host = { inherit port; };
      guest = { inherit port; };
    }) (builtins.attrValues ports);
  };

  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "26.05";
}
