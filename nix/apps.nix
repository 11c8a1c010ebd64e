# `nix run . -- ARGUMENTS` is `./bench ARGUMENTS`; the other apps are single commands of it.
{
  self,
  pkgs,
  python,
  ...
}:
let
  # In a checkout the harness works on its files and keeps its results there; elsewhere it works on the
  # flake's own and keeps them in the current directory.
  bench = pkgs.writeShellApplication {
    name = "bench";
    runtimeInputs = [
      pkgs.git
      self.packages.${pkgs.stdenv.hostPlatform.system}.k6
      pkgs.uv
      python.harness
    ];
    text = ''
      root=$(git rev-parse --show-toplevel 2>/dev/null || pwd)
      [ -e "$root/conditions.toml" ] || root=${self}
      export PYTHONPATH="$root/harness/src:$root/dataset/src"
      exec bench "$@"
    '';
  };
  app = command: description: {
    type = "app";
    program = pkgs.lib.getExe (
      pkgs.writeShellApplication {
        name = "bench-${command}";
        text = ''exec ${pkgs.lib.getExe bench} ${command} "$@"'';
      }
    );
    meta = { inherit description; };
  };
in
{
  default = {
    type = "app";
    program = pkgs.lib.getExe bench;
    meta.description = "The benchmark driver: hosts, rounds, report";
  };
  report = app "report" "Make a result's report again";
}
