# `nixos-rebuild switch --flake .#bench --target-host root@HOST`, and `nixos-rebuild build-vm --flake .#vm`.
{ self, nixpkgs }:
let
  host =
    file:
    nixpkgs.lib.nixosSystem {
      modules = [
        self.nixosModules.default
        file
      ];
    };
in
{
  bench = host ./bench.nix;
  vm = host ./vm.nix;
}
