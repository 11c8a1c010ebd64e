# k6 in the version that results are comparable with, which go.mod names: nixpkgs has another one.
# After a change of go.mod, take the hash from Nix's complaint about the old one.
{
  lib,
  cacert,
  go,
  runCommand,
}:
let
  source = ./.;
  version = lib.head (builtins.match ".*require go.k6.io/k6/v2 v([0-9.]+)\n.*" (lib.readFile ./go.mod));

  vendor =
    runCommand "k6-${version}-vendor"
      {
        nativeBuildInputs = [
          cacert
          go
        ];
        impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [ "GOPROXY" ];
        outputHashMode = "recursive";
        outputHash = "sha256-HcqRJSx107KJYGL+NloBZdA5mrP4Bw34QK+DqkSs09E=";
      }
      ''
        export HOME=$TMPDIR GOTOOLCHAIN=local
        cp ${source}/{go.mod,go.sum,main.go} .
        go mod vendor
        cp --recursive vendor $out
      '';
in
runCommand "k6-${version}"
  {
    nativeBuildInputs = [ go ];
    meta.mainProgram = "k6";
  }
  ''
    export HOME=$TMPDIR GOTOOLCHAIN=local CGO_ENABLED=0
    cp ${source}/{go.mod,go.sum,main.go} .
    cp --recursive ${vendor} vendor
    go build -trimpath -ldflags=-s -o $out/bin/k6 .
    $out/bin/k6 version | grep --fixed-strings "k6 v${version} "
  ''
