# The test suite, but for what needs root, a container or Nix itself. The packages are the checkout's.
{
  self,
  pkgs,
  python,
}:
pkgs.runCommand "tests"
  {
    nativeBuildInputs = [
      pkgs.git
      self.packages.${pkgs.stdenv.hostPlatform.system}.k6
      pkgs.nginx
      pkgs.postgresql_17
      pkgs.redis
      python.development
    ];
  }
  ''
    cp --recursive ${self} source
    chmod --recursive u+w source
    cd source
    git init --quiet && git add --all # the tests of style ask git for the files
    export HOME=$PWD PYTHONPATH=$PWD/dataset/src:$PWD/harness/src:$PWD/naive/src:$PWD/optimized/src:$PWD/supervision/src
    pytest -m "not host and not nix and not network" -p no:cacheprovider
    touch $out
  ''
