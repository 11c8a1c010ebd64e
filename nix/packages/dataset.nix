# The rows of a profile, ready for PostgreSQL's `COPY … FROM … (FORMAT binary)`, with their published digest asserted.
{
  lib,
  runCommand,
  conditions,
  profile,
  python,
}:
let
  inherit (conditions.dataset) seed cities companies;
  # TOML allows 3_000_000 as a key, and gives it back as it stands.
  digests = lib.mapAttrs' (
    size: lib.nameValuePair (lib.replaceStrings [ "_" ] [ "" ] size)
  ) conditions.dataset.digests;
  digest =
    digests.${toString profile.customers} or (throw ''
      conditions.toml publishes no digest for ${toString profile.customers} customers.
      Load them once, and write the digest that the load prints under [dataset.digests].
    '');
in
runCommand "django-bench-dataset-${toString profile.customers}" { } ''
  mkdir $out
  ${python.naive}/bin/python ${./dataset.py} $out \
    --seed ${toString seed} --cities ${toString cities} --companies ${toString companies} \
    --customers ${toString profile.customers}
  echo "${digest}  -" > digest
  cat $out/{cities,companies,customers}.copy | sha256sum --check digest
''
