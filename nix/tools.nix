# What treefmt.toml calls. Ruff comes from uv.lock, so that with Nix and without it both agree on a format.
{ pkgs, python }:
[
  pkgs.deadnix
  (pkgs.nixfmt or pkgs.nixfmt-rfc-style) # its name up to NixOS 25.05
  pkgs.shellcheck
  pkgs.statix
  pkgs.treefmt
  python.ruff
]
