# One test a file; each boots a machine of its own with every role.
{ self, pkgs }:
let
  inherit (pkgs) lib;

  machine = {
    imports = [ self.nixosModules.default ];
    services.django-bench = {
      enable = true;
      benchmark.enable = true;
      postgresql.settings.shared_buffers = "256MB"; # the machine is small, and so are the tests
    };
    virtualisation = {
      cores = 2;
      memorySize = 4096; # MiB
      diskSize = 8192; # MiB
    };
  };

  test = name: {
    name = "vm-${name}";
    value = pkgs.testers.runNixOSTest {
      imports = [ (import ./${name}.nix { inherit self pkgs; }) ];
      name = "django-bench-${name}";
      nodes = { inherit machine; };
    };
  };
in
lib.listToAttrs (
  map test [
    "boot"
    "journal"
    "load"
    "requests"
    "restarts"
    "run"
  ]
)
