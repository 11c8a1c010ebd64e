# Each test boots a machine of its own with every role: a container, which needs no KVM, or a virtual machine where the
# kernel matters. The driver has containers since NixOS 26.05; an older one runs virtual machines alone.
{ self, pkgs }:
let
  inherit (pkgs) lib;

  hasContainers = lib.pathExists "${pkgs.path}/nixos/modules/virtualisation/nspawn-container";
  machine = {
    imports = [ self.nixosModules.default ];
    services.django-bench = {
      enable = true;
      benchmark.enable = true;
      postgresql.settings.shared_buffers = "256MB"; # the machine is small, and so are the tests
    };
  };
  virtual = {
    imports = [ machine ];
    virtualisation = {
      cores = 2;
      memorySize = 4096; # MiB
      diskSize = 8192; # MiB
    };
  };

  # The scripts of several files, one after the other: each machine more is one more NixOS to evaluate.
  test =
    kind: machines: name: files:
    let
      parts = map (file: import ./${file}.nix { inherit self pkgs; }) files;
    in
    lib.nameValuePair "${kind}-${name}" (
      pkgs.testers.runNixOSTest {
        imports = map (part: removeAttrs part [ "testScript" ]) parts ++ [ machines ];
        name = "django-bench-${name}";
        testScript = lib.concatMapStrings (part: part.testScript) parts;
      }
    );
  onVirtualMachine = test "vm" { nodes.machine = virtual; };
  inContainer =
    if hasContainers then test "container" { containers.machine = machine; } else onVirtualMachine;
in
lib.mapAttrs' onVirtualMachine {
  # Nix's sandbox keeps systemd in a container from some of the units' own.
  boot = [
    "boot"
    "requests"
    "units"
  ];
  # Its cgroups account for what the run measures.
  run = [ "run" ];
  # The driver's containers have no specialisations.
  switch = [
    "switch"
    "roles"
    "refusals"
    "restore"
  ];
  upgrade = [ "upgrade" ]; # its last host has no PostgreSQL
}
// lib.mapAttrs' inContainer {
  faults = [
    "rotation"
    "outage"
  ];
  journal = [ "journal" ];
  load = [
    "load"
    "restarts"
  ];
  metrics = [ "metrics" ];
}
