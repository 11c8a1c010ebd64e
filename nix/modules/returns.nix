# For a service of NixOS's own: it returns however often it is killed, as on the container host. NixOS leaves Redis
# down at once, PostgreSQL with its sixth start in ten minutes, and each round of a benchmark is one.
{ lib }:
{
  stopIfChanged = false; # a switch restarts it in one step
  unitConfig.StartLimitIntervalSec = lib.mkForce 0;
  serviceConfig = {
    Restart = lib.mkForce "always";
    RestartSec = lib.mkForce 1;
  };
}
