# What nginx serves under /static/, a folder for each service.
{
  lib,
  runCommand,
  conditions,
  python,
}:
let
  collect = service: ''
    env ${
      lib.escapeShellArgs (
        lib.mapAttrsToList (name: value: "${name}=${toString value}") conditions.${service}.environment
      )
    } \
      DJANGO_SETTINGS_MODULE=${service}.settings.production STATIC_ROOT="$out/${service}" \
      ${python.${service}}/bin/django-admin collectstatic --no-input
  '';
in
runCommand "django-bench-static" { } ''
  # The settings insist on secrets; none of them ends up in a static file.
  export CREDENTIALS_DIRECTORY=$PWD
  echo unused | tee secret_key > api_token
  ${collect "naive"}
  ${collect "optimized"}
''
