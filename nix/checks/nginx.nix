# `nginx -t` on the configuration that the host's nginx would start with.
{ host, pkgs }:
let
  inherit (pkgs) lib;
  inherit (host.config.services.django-bench) tls;
  configuration = host.config.environment.etc."nginx/nginx.conf".source;
in
pkgs.runCommand "nginx-configuration" { } ''
  # The sandbox has neither the user nor the directories of the host.
  directories="client_body_temp_path $PWD; proxy_temp_path $PWD; fastcgi_temp_path $PWD; uwsgi_temp_path $PWD; scgi_temp_path $PWD;"
  sed -e '/^ *user /d' -e "s|^ *pid .*|pid $PWD/nginx.pid;|" -e "s|^ *http {|&$directories|" ${configuration} > nginx.conf
  included=$(sed -n 's|.*include \(/nix/store/[^ ]*\)/http.conf;.*|\1|p' nginx.conf)
  cp --recursive --no-preserve=mode "$included" included
  find nginx.conf included -name '*.conf' -exec sed -i -e "s|$included|$PWD/included|g" -e "s|/var/log/nginx|$PWD|g" {} +
  ${lib.optionalString tls.enable ''
    ${lib.getExe pkgs.openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj /CN=bench.test \
      -out certificate.pem -keyout key.pem
    # Ports below 1024 are for root, which a build is not.
    find included -name '*.conf' -exec sed -i -E -e "s|${tls.certificate}|$PWD/certificate.pem|" -e "s|${tls.key}|$PWD/key.pem|" \
      -e 's/listen (\[::\]:)?(80|443)\b/listen \118\2/' {} +
  ''}
  ${lib.getExe host.config.services.nginx.package} -t -p "$PWD" -e stderr -c "$PWD/nginx.conf"
  touch $out
''
