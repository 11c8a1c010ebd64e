# The lab's host with a specialisation for each change of generations.nix, and that of the scripts which switch. The lab's command `nixs` gives the inputs.
{
  inputs = {
    nixpkgs.url = "path:/var/empty";
    pyproject-nix = {
      url = "path:/var/empty";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    uv2nix = {
      url = "path:/var/empty";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.pyproject-nix.follows = "pyproject-nix";
    };
    pyproject-build-systems = {
      url = "path:/var/empty";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.pyproject-nix.follows = "pyproject-nix";
      inputs.uv2nix.follows = "uv2nix";
    };
    lab = {
      url = "path:/lab/lab-flake";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.pyproject-nix.follows = "pyproject-nix";
      inputs.uv2nix.follows = "uv2nix";
      inputs.pyproject-build-systems.follows = "pyproject-build-systems";
    };
  };

  outputs =
    { lab, nixpkgs, ... }:
    let
      inherit (nixpkgs) lib;
      script = name: import "${lab.inputs.bench}/nix/checks/vm/${name}.nix" { inherit (lab.gen.a) pkgs; };
    in
    {
      machine = lab.gen.a.extendModules {
        modules = map (name: (script name).nodes.machine) [
          "refusals"
          "restore"
          "roles"
          "switch"
        ];
      };
      host = lab.gen.a.extendModules {
        modules = [
          {
            # as long as a busy machine takes to restart PostgreSQL
            services.django-bench = {
              naive.environment.OUTAGE_SECONDS = 60;
              optimized.environment.OUTAGE_SECONDS = 60;
            };
            specialisation = lib.mapAttrs (_: changes: {
              configuration.services.django-bench = changes;
            }) (import ./generations.nix { inherit lib; });
          }
        ];
      };
    };
}
