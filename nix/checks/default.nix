# `nix flake check`: what ruff and pytest see, what nginx says of the built files, and the services in a VM.
{
  self,
  inputs,
  pkgs,
  python,
}:
let
  # A host with both services and nothing of a machine, so that it can be built wherever the checks run.
  host =
    settings:
    inputs.nixpkgs.lib.nixosSystem {
      modules = [
        self.nixosModules.default
        {
          boot.isContainer = true;
          nixpkgs.hostPlatform = pkgs.stdenv.hostPlatform.system;
          services.django-bench = settings // {
            enable = true;
          };
          system.stateVersion = "26.05";
        }
      ];
    };
in
{
  formatting = import ./formatting.nix { inherit self pkgs python; };
  tests = import ./tests.nix { inherit self pkgs python; };
  nginx = import ./nginx.nix {
    inherit pkgs;
    host = host { };
  };
  nginx-tls = import ./nginx.nix {
    inherit pkgs;
    host = host {
      tls = {
        enable = true;
        hostNames.landing = "bench.test";
        certificate = "/run/keys/certificate.pem";
        key = "/run/keys/key.pem";
      };
    };
  };
  examples = import ./examples.nix { inherit self inputs pkgs; };
}
// import ./vm { inherit self pkgs; }
