# Bare metal, held still for measuring.
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
    settings.PasswordAuthentication = false;
  };
  users.users.root.openssh.authorizedKeys.keyFiles = [ ./authorized_keys ];

  system.stateVersion = "26.05";
}
