{
  description = "What does optimizing a Django service really buy, and how do you know?";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

    # uv.lock becomes Nix packages. One nixpkgs for all, so that one glibc is under every wheel.
    pyproject-nix = {
      url = "github:pyproject-nix/pyproject.nix";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    uv2nix = {
      url = "github:pyproject-nix/uv2nix";
      inputs = {
        nixpkgs.follows = "nixpkgs";
        pyproject-nix.follows = "pyproject-nix";
      };
    };
    pyproject-build-systems = {
      url = "github:pyproject-nix/build-system-pkgs";
      inputs = {
        nixpkgs.follows = "nixpkgs";
        pyproject-nix.follows = "pyproject-nix";
        uv2nix.follows = "uv2nix";
      };
    };
  };

  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      # Every output by system is a file that gets its packages, its Python environments and the flake.
      perSystem =
        file:
        nixpkgs.lib.genAttrs systems (
          system:
          let
            pkgs = nixpkgs.legacyPackages.${system};
          in
          import file {
            inherit inputs self pkgs;
            python = import ./nix/python.nix { inherit inputs pkgs; };
          }
        );
    in
    {
      packages = perSystem ./nix/packages;
      apps = perSystem ./nix/apps.nix;
      devShells = perSystem ./nix/shells.nix;
      checks = perSystem ./nix/checks;
      formatter = perSystem ./nix/formatter.nix;

      nixosModules.default = import ./nix/modules self;
      nixosConfigurations = import ./nix/hosts { inherit self nixpkgs; };

      templates.default = {
        path = ./nix/templates/host;
        description = "A NixOS host that runs both services";
        welcomeText = ''
          In flake.nix, say where your copy of django-bench lies. Put what `nixos-generate-config --show-hardware-config`
          prints into hardware-configuration.nix, and uncomment its import in configuration.nix.
        '';
      };
    };
}
