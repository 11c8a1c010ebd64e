# The Python environments, from uv.lock. Wheels are preferred: what runs here is what a developer's uv installs.
{ inputs, pkgs }:
let
  inherit (inputs.nixpkgs) lib;

  workspace = inputs.uv2nix.lib.workspace.loadWorkspace { workspaceRoot = ./..; };

  packages =
    (pkgs.callPackage inputs.pyproject-nix.build.packages { python = pkgs.python313; }).overrideScope
      (
        lib.composeManyExtensions [
          inputs.pyproject-build-systems.overlays.wheel
          (workspace.mkPyprojectOverlay { sourcePreference = "wheel"; })
        ]
      );
in
{
  naive = packages.mkVirtualEnv "django-naive" { naive = [ ]; };
  optimized = packages.mkVirtualEnv "django-optimized" { optimized = [ ]; };
  harness = packages.mkVirtualEnv "django-bench" { harness = [ ]; };
  ruff = packages.mkVirtualEnv "ruff" { ruff = [ ]; };
  # one project with what its development settings import
  developmentOf =
    service: packages.mkVirtualEnv "django-${service}-development" { ${service} = [ "dev" ]; };
  development = packages.mkVirtualEnv "django-bench-development" workspace.deps.all;
}
