# Bare metal, held still for measuring.
{
  lib,
  options,
  pkgs,
  ...
}:
{
  imports = [ ./hardware-configuration.nix ];

  networking.hostName = "bench";
  services.django-bench = {
    enable = true;
    openFirewall = true;
    benchmark.enable = true;
  };

  # Deployments come over SSH, so a host without your key would be one that you cannot change any more.
  services.openssh = {
    enable = true;
    settings = {
      PasswordAuthentication = false;
      KbdInteractiveAuthentication = false;
    };
  };
  users.users.root.openssh.authorizedKeys.keyFiles = [ ./authorized_keys ];

  system = {
    stateVersion = "26.05";
  }
  # NixOS 24.11 and older have no such checks.
  // lib.optionalAttrs (options.system ? preSwitchChecks) {
    # No assertion: a fresh clone has no key yet, and its flake evaluates all the same.
    preSwitchChecks.authorizedKeys = ''
      if ! ${lib.getExe pkgs.gnugrep} --quiet '^[^#]' "$1/etc/ssh/authorized_keys.d/root"; then
        echo "The new system lets nobody in over SSH: add your public key to nix/hosts/authorized_keys." >&2
        exit 1
      fi
    '';
  };
}
