# Replace this file by what `nixos-generate-config --show-hardware-config` prints on your machine.
# It boots any x86-64 machine with UEFI whose partitions carry the labels `nixos` and `ESP`, as the NixOS manual names them.
# Partitioning is yours to choose. With disko, import its module and your layout here in place of `fileSystems`:
# the flake does without it, for one host with one disk needs no input more.
{ lib, ... }:
{
  boot = {
    initrd.availableKernelModules = [
      "ahci"
      "nvme"
      "sd_mod"
      "virtio_blk"
      "virtio_pci"
      "xhci_pci"
    ];
    loader.systemd-boot.enable = true;
    loader.efi.canTouchEfiVariables = true;
  };

  fileSystems = {
    "/" = {
      device = "/dev/disk/by-label/nixos";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/ESP";
      fsType = "vfat";
    };
  };

  networking.useDHCP = lib.mkDefault true;
  nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux";
}
