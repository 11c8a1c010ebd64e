# The secrets: files that the operator names, or made on the first boot. Never in the store, which every user can read.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.django-bench;
  inherit (lib) mkOption types;

  directory = "/var/lib/django-bench/secrets";
  secrets = [
    {
      option = "secretKeyFile";
      file = "secret_key";
    }
    {
      option = "apiTokenFile";
      file = "api_token";
    }
  ];
  made = lib.filter (secret: cfg.${secret.option} == null) secrets;

  users =
    lib.concatMap
      (
        name:
        lib.optionals cfg.${name}.enable [
          "django-${name}.service"
          "django-${name}-migrate.service"
        ]
      )
      [
        "naive"
        "optimized"
      ];

  secretFile =
    description:
    mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "${description} Must not lie in the Nix store. null: made on the first boot, in `${directory}`.";
    };

  refuseStore = option: path: {
    assertion = path == null || !lib.hasPrefix builtins.storeDir (toString path);
    message = ''
      services.django-bench.${option} lies in the Nix store, where every user of the host can read it.
      Give the path of a file on the host as a string, such as "/run/keys/${option}", and bring the file there with agenix, sops-nix or scp.
    '';
  };
in
{
  options.services.django-bench = {
    secretKeyFile = secretFile "File with Django's SECRET_KEY.";
    apiTokenFile = secretFile "File with the bearer token that writes need.";
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      (refuseStore "secretKeyFile" cfg.secretKeyFile)
      (refuseStore "apiTokenFile" cfg.apiTokenFile)
      (refuseStore "database.passwordFile" cfg.database.passwordFile)
    ];

    # Where the units load them from.
    environment.etc = lib.mkIf (users != [ ]) (
      lib.listToAttrs (
        map (secret: {
          name = "django-bench/secrets/${secret.file}";
          value.source =
            if cfg.${secret.option} == null then
              "${directory}/${secret.file}"
            else
              toString cfg.${secret.option};
        }) secrets
      )
    );

    # The name does not begin with `django-`: the drop-in for those units would take away what this one needs.
    systemd.services.bench-secrets = lib.mkIf (users != [ ] && made != [ ]) {
      description = "Make the secrets that no option gives";
      requiredBy = users;
      before = users;
      path = [ pkgs.coreutils ];
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        StateDirectory = "django-bench/secrets";
        StateDirectoryMode = "0700";
        UMask = "0077";
      };
      # Renamed into place: a secret is there in full or not at all.
      script = lib.concatMapStrings (secret: ''
        if [ ! -e "$STATE_DIRECTORY/${secret.file}" ]; then
          head --bytes 48 /dev/urandom | base64 --wrap 0 > "$STATE_DIRECTORY/.new"
          mv "$STATE_DIRECTORY/.new" "$STATE_DIRECTORY/${secret.file}"
        fi
      '') made;
    };
  };
}
