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
      exporters = {
        node = "node_exporter";
        nginx = "nginx-prometheus-exporter";
        postgres = "postgres_exporter";
        redis = "redis_exporter";
      };
      # the packages of the stand-in do not have all programs that pg_upgrade calls
      whole =
        previous: version:
        let
          stub = previous."postgresql_${version}";
          made = previous.runCommand "postgresql-${version}" { } ''
            mkdir -p $out/bin
            ln -s /usr/lib/postgresql/${version}/bin/* $out/bin/
          '';
          package =
            stub
            // made
            // {
              bin = package;
              withJIT = package;
              withoutJIT = package;
              withPackages = _: package;
            };
        in
        lib.nameValuePair "postgresql_${version}" package;
      script = name: import "${lab.inputs.bench}/nix/checks/vm/${name}.nix" { inherit (lab.gen.a) pkgs; };
    in
    {
      machine = lab.gen.a.extendModules {
        modules = map (name: (script name).nodes.machine) [
          "refusals"
          "restore"
          "roles"
          "switch"
          "upgrade"
        ]
        ++ [ { nixpkgs.overlays = [ (_: previous: lib.listToAttrs (map (whole previous) [ "17" "18" ])) ]; } ];
      };
      metrics = lab.gen.a.extendModules {
        modules = [
          (script "metrics").defaults
          {
            # Debian's exporters by the names that they have in nixpkgs
            nixpkgs.overlays = [
              (
                _: previous:
                lib.mapAttrs' (
                  name: program:
                  lib.nameValuePair "prometheus-${name}-exporter" (
                    previous.runCommand program { } ''
                      mkdir -p $out/bin
                      ln -s /usr/bin/prometheus-${name}-exporter $out/bin/${program}
                    ''
                  )
                ) exporters
              )
            ];
          }
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
