# The test suite, but for what needs root, a container or Nix itself. The packages are the checkout's.
{
  self,
  pkgs,
  python,
}:
pkgs.runCommand "tests"
  {
    nativeBuildInputs = [
      pkgs.k6
      pkgs.nginx
      pkgs.postgresql_17
      pkgs.redis
      python.development
    ];
  }
  ''
    cp --recursive --no-preserve=mode ${self} source
    cd source
    export HOME=$PWD PYTHONPATH=$PWD/dataset/src:$PWD/harness/src:$PWD/naive/src:$PWD/optimized/src
    pytest -m "not host and not nix" -p no:cacheprovider
    touch $out
  ''
