# Fails where `nix fmt` would change a file.
{
  self,
  pkgs,
  python,
}:
pkgs.runCommand "formatting" { nativeBuildInputs = import ../tools.nix { inherit pkgs python; }; }
  ''
    cp --recursive --no-preserve=mode ${self} source
    cd source
    HOME=$TMPDIR treefmt --ci --walk filesystem
    touch $out
  ''
