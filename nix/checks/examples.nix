# Every example is evaluated to its last option. What a machine would add (disks, boot loader) is left out.
{
  self,
  inputs,
  pkgs,
}:
let
  inherit (inputs) nixpkgs;
  inherit (nixpkgs) lib;

  hive = import ../../docs/colmena/hive.nix {
    django-bench = self;
    inherit nixpkgs;
  };
  # colmena's part of a node, as far as the example speaks of it
  deployment = {
    options.deployment = lib.mkOption { type = lib.types.attrsOf lib.types.anything; };
  };
  machine = {
    boot.isContainer = true;
    nixpkgs.hostPlatform = lib.mkForce pkgs.stdenv.hostPlatform.system;
  };
  evaluate =
    name: modules:
    (nixpkgs.lib.nixosSystem {
      modules = [ machine ] ++ modules;
      specialArgs = { inherit name; };
    }).config.system.build.toplevel.drvPath;

  nodes =
    lib.mapAttrs
      (
        name: node:
        evaluate name [
          deployment
          hive.defaults
          node
        ]
      )
      (
        removeAttrs hive [
          "meta"
          "defaults"
        ]
      );
  template = evaluate "template" [
    self.nixosModules.default
    ../templates/host/configuration.nix
  ];
in
pkgs.writeText "examples" (
  # the paths alone: evaluated, not built
  builtins.unsafeDiscardStringContext (lib.concatLines ([ template ] ++ lib.attrValues nodes))
)
