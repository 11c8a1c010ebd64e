# A generation in which everything changes, and back, under load: no request is lost.
{ pkgs, ... }:
{
  nodes.machine.specialisation.everything.configuration.services.django-bench =
    (import ./generations.nix { inherit (pkgs) lib; }).everything;

  testScript = ''
    base = machine.succeed("readlink --canonicalize /run/current-system").strip()
    clients = [f"client-{port}.service" for port in [8001, 8002]]
    for service, port in [("naive", 8001), ("optimized", 8002)]:
        machine.wait_for_unit(f"django-{service}.service")
        ask = f"curl --fail --silent --show-error --output /dev/null http://localhost:{port}/api/customers"
        machine.succeed(f"systemd-run --unit=client-{port} bash -c 'while {ask}; do :; done; exit 1'")

    for system in [f"{base}/specialisation/everything", base]:
        machine.succeed(f"{system}/bin/switch-to-configuration test", timeout=300)
        for unit in ["django-naive", "django-optimized", *clients]:
            machine.succeed(f"systemctl is-active {unit}")
    machine.succeed(f"systemctl stop {' '.join(clients)}")
  '';
}
