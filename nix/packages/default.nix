{ pkgs, python, ... }:
let
  conditions = import ../conditions.nix;

  static = pkgs.callPackage ./static.nix { inherit conditions python; };
  datasets = pkgs.lib.mapAttrs' (name: profile: {
    name = "dataset-${name}";
    value = pkgs.callPackage ./dataset.nix { inherit conditions profile python; };
  }) conditions.profiles;
in
{
  inherit (python) naive optimized harness;
  inherit static;
  default = python.harness;
  units = pkgs.callPackage ./units.nix { inherit (python) naive optimized; };
  nginx-conf = pkgs.callPackage ./nginx-conf.nix { inherit conditions static; };
  k6-scripts = pkgs.callPackage ./k6-scripts.nix { };
}
// datasets
