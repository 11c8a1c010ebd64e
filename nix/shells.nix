# `nix develop`: the locked environment, the servers and the tools; `bench dev` runs both projects there.
# The checkout's own packages are editable: its source folders come before the environment's copies.
{
  self,
  pkgs,
  python,
  ...
}:
let
  shell =
    environment: members: tools:
    pkgs.mkShell {
      packages = [ environment ] ++ tools;
      env = {
        UV_NO_SYNC = "1"; # the environment is Nix's
        UV_PYTHON = "${environment}/bin/python";
        UV_PYTHON_DOWNLOADS = "never";
      };
      shellHook = ''
        root=$(git rev-parse --show-toplevel)
        export PYTHONPATH=${pkgs.lib.concatMapStringsSep ":" (member: "$root/${member}/src") members}
      '';
    };
  servers = [
    pkgs.nginx
    pkgs.postgresql_17
    pkgs.redis
    pkgs.util-linux # setpriv, by which nothing outlives `bench dev`
  ];
in
{
  default =
    shell python.development
      [
        "dataset"
        "harness"
        "naive"
        "optimized"
        "supervision"
      ]
      (
        servers
        ++ import ./tools.nix { inherit pkgs python; }
        ++ [
          pkgs.chromium # the tests of the report look at it
          self.packages.${pkgs.stdenv.hostPlatform.system}.k6
          pkgs.uv
        ]
      );
  naive = shell (python.developmentOf "naive") [ "dataset" "naive" "supervision" ] servers;
  optimized = shell (python.developmentOf "optimized") [ "dataset" "optimized" "supervision" ] servers;
}
