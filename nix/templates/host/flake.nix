{
  description = "A host that runs both Django services";

  inputs = {
    # Where your copy of the repository lies: "github:OWNER/REPOSITORY", "git+ssh://…" or a path.
    django-bench.url = "path:/srv/django-bench";
    nixpkgs.follows = "django-bench/nixpkgs"; # the versions that were measured
  };

  outputs =
    { django-bench, nixpkgs, ... }:
    {
      nixosConfigurations.bench = nixpkgs.lib.nixosSystem {
        modules = [
          django-bench.nixosModules.default
          ./configuration.nix
        ];
      };
    };
}
