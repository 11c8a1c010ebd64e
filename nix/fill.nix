# A folder of the repository with the names that differ by host filled in. A `@name@` left over fails the build.
{ lib, runCommand }:
{
  name,
  source,
  destination ? "",
  keep ? _: true, # by the name of a file or folder
  replacements,
}:
let
  files = builtins.path {
    path = source;
    filter = path: _: !lib.hasSuffix ".md" path && keep (baseNameOf path);
  };
  expressions = lib.mapAttrsToList (from: to: "--expression=s|${from}|${toString to}|g") replacements;
in
runCommand name { } ''
  mkdir --parents $out${destination}
  cp --recursive --no-preserve=mode ${files}/. $out${destination}
  find $out -type f -exec sed --in-place ${lib.escapeShellArgs expressions} {} +
  if grep --recursive --line-number '@[a-z_]\+@' $out; then
    echo "no replacement is given for the names above" >&2
    exit 1
  fi
''
