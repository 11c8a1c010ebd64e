# The load, as `k6 run` takes it.
{ runCommand }:
runCommand "django-bench-k6" { } ''
  cp --recursive ${../../k6} $out
''
