# The secrets: files that the operator names, or made on the first boot by bench-secrets.service. Never in the store,
# which every user can read.
{ config, lib, ... }:
let
  cfg = config.services.django-bench;
  inherit (lib) mkOption types;

  directory = "/var/lib/django-bench/secrets";
  files = {
    secret_key = cfg.secretKeyFile;
    secret_key_fallbacks = cfg.secretKeyFallbacksFile;
    api_token = cfg.apiTokenFile;
  };

  secretFile =
    default: description:
    mkOption {
      type = types.externalPath;
      default = "${directory}/${default}";
      description = "${description} A path on the host, such as one of sops-nix or agenix. The default is made on the first boot.";
    };
in
{
  options.services.django-bench = {
    secretKeyFile = secretFile "secret_key" "File with Django's SECRET_KEY.";
    secretKeyFallbacksFile = secretFile "secret_key_fallbacks" "File with former secret keys, one per line, which may be missing: what they signed stays valid.";
    apiTokenFile = secretFile "api_token" "File with the bearer token that writes need.";
  };

  config = lib.mkIf (cfg.enable && (cfg.naive.enable || cfg.optimized.enable)) {
    # Where the units load them from.
    environment.etc = lib.mapAttrs' (name: file: {
      name = "django-bench/secrets/${name}";
      value.source = file;
    }) files;

    systemd.services = {
      # What these do is done, or comes with the next event: a switch has nothing to repeat.
      bench-secrets.restartIfChanged = false;
      bench-rotation.restartIfChanged = false;
    };
  };
}
