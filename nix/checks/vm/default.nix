# Each test boots a machine of its own with every role.
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

  # The scripts of several files, one after the other: each machine more is one more NixOS to evaluate.
  test =
    name: files:
    let
      parts = map (file: import ./${file}.nix { inherit self pkgs; }) files;
    in
    {
      name = "vm-${name}";
      value = pkgs.testers.runNixOSTest {
        imports = map (part: removeAttrs part [ "testScript" ]) parts;
        name = "django-bench-${name}";
        nodes = { inherit machine; };
        testScript = lib.concatMapStrings (part: part.testScript) parts;
      };
    };
in
lib.mapAttrs' test {
  boot = [
    "boot"
    "requests"
    "units"
    "rotation"
    "outage"
  ];
  journal = [ "journal" ];
  load = [
    "load"
    "restarts"
  ];
  metrics = [ "metrics" ];
  run = [ "run" ];
  switch = [ "switch" ];
}
