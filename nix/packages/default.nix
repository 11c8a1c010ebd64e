{ pkgs, python, ... }:
let
  conditions = import ../conditions.nix;

  static = pkgs.callPackage ./static.nix { inherit conditions python; };
  # TOML allows 3_000_000 as a key, and gives it back as it stands.
  datasets = pkgs.lib.mapAttrs' (
    size: digest:
    let
      customers = pkgs.lib.replaceStrings [ "_" ] [ "" ] size;
    in
    {
      name = "dataset-${customers}";
      value = pkgs.callPackage ./dataset.nix {
        inherit
          conditions
          customers
          digest
          python
          ;
      };
    }
  ) conditions.dataset.digests;
in
{
  inherit (python) naive optimized harness;
  inherit static;
  default = python.harness;
  units = pkgs.callPackage ./units.nix { inherit (python) naive optimized; };
  nginx-conf = pkgs.callPackage ./nginx-conf.nix { inherit conditions static; };
  k6 = pkgs.callPackage ./k6 { };
  k6-scripts = pkgs.callPackage ./k6-scripts.nix { };
}
// datasets
