# `nix fmt`
{ pkgs, python, ... }:
pkgs.writeShellApplication {
  name = "format";
  runtimeInputs = import ./tools.nix { inherit pkgs python; };
  text = ''exec treefmt "$@"'';
}
