# A service that is switched off leaves no unit and no port, whatever starts the whole; switched on again, it serves.
_: {
  nodes.machine.specialisation.one.configuration.services.django-bench.naive.enable = false;

  testScript = ''
    both = machine.succeed("readlink --canonicalize /run/current-system").strip()
    customers = "curl --fail --silent http://localhost:{}/api/customers"
    for service in ["naive", "optimized"]:
        machine.wait_for_unit(f"django-{service}.service")

    machine.succeed(f"{both}/specialisation/one/bin/switch-to-configuration test", "systemctl start django-bench.target")
    machine.fail("systemctl cat django-naive.service")
    machine.fail("systemctl is-active django-naive.socket")
    machine.fail("ss --no-header --listening --tcp --numeric | grep :8001")
    machine.succeed(customers.format(8002))

    machine.succeed(f"{both}/bin/switch-to-configuration test")
    for port in [8001, 8002]:
        machine.wait_until_succeeds(customers.format(port), timeout=60)
  '';
}
