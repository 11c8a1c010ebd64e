# The rows of a data set, ready for PostgreSQL's `COPY … FROM … (FORMAT binary)`, with their published digest asserted.
{
  runCommand,
  conditions,
  customers,
  digest,
  python,
}:
let
  inherit (conditions.dataset) seed cities companies;
in
runCommand "django-bench-dataset-${customers}" { } ''
  mkdir $out
  ${python.naive}/bin/python ${./dataset.py} $out \
    --seed ${toString seed} --cities ${toString cities} --companies ${toString companies} \
    --customers ${customers}
  echo "${digest}  -" > digest
  cat $out/{cities,companies,customers}.copy | sha256sum --check digest
''
