# HTTPS by host name: the servers of nginx/tls, with certificates of the operator's or by ACME.
{ config, lib, ... }:
let
  cfg = config.services.django-bench;
  inherit (lib) mkOption types;

  names = cfg.tls.hostNames;

  hostName =
    default: text: whose:
    mkOption {
      type = types.str;
      inherit default;
      defaultText = lib.literalMD "`${text}`";
      example = "bench.example.org";
      description = "Name under which nginx offers ${whose} over HTTPS.";
    };
  pem =
    description:
    mkOption {
      type = types.nullOr types.externalPath;
      default = null;
      description = "${description} A path on the host that the user `nginx` may read; null: made by ACME (`security.acme`).";
    };
in
{
  options.services.django-bench.tls = {
    enable = lib.mkEnableOption ''
      HTTPS on port 443, and the redirect to it on port 80. The ports of the landing page and the services stay as they are.
      On a host of the services alone it says that an nginx elsewhere does so'';
    hostNames = {
      landing = hostName config.networking.fqdnOrHostName "networking.fqdnOrHostName" "the landing page";
      naive = hostName "naive.${names.landing}" "naive.\${tls.hostNames.landing}" "the naive service";
      optimized = hostName "optimized.${names.landing}" "optimized.\${tls.hostNames.landing}" "the optimized service";
    };
    certificate = pem "Certificate with its chain, of all three names.";
    key = pem "Key of the certificate.";
  };

  config = lib.mkIf (cfg.enable && cfg.tls.enable) {
    assertions = [
      {
        assertion = (cfg.tls.certificate == null) == (cfg.tls.key == null);
        message = ''
          One of services.django-bench.tls.certificate and services.django-bench.tls.key is set without the other.
          Set both, or neither for a certificate by ACME.
        '';
      }
    ];

    services.django-bench = lib.genAttrs [ "naive" "optimized" ] (_: {
      # gunicorn and uvicorn then take the scheme from nginx, the only one that reaches their sockets; links and cookies follow it.
      environment.FORWARDED_ALLOW_IPS = "*";
    });
  };
}
