# A generation whose migrations fail, or whose secret is missing, is refused: nothing stops, and nothing is dropped.
_: {
  nodes.machine.specialisation.refused.configuration.services.django-bench = {
    apiTokenFile = "/run/keys/api-token";
    optimized.optimizations = "none";
  };

  testScript = ''
    running = machine.succeed("readlink --canonicalize /run/current-system").strip()
    refused = f"{running}/specialisation/refused"
    pre_switch = f"{refused}/sw/bin/django-bench-pre-switch {refused} 2>&1"
    services = ["django-naive.service", "django-optimized.service"]
    for service in services:
        machine.wait_for_unit(service)

    def psql(database, statement):
        return machine.succeed(f"runuser --user=postgres -- psql -XAtq {database} -c \"{statement}\"").strip()

    def invocations():
        return machine.succeed(f"systemctl show --property=InvocationID {' '.join(services)}")

    before = invocations()
    said = machine.succeed(f"! {pre_switch}")
    assert "the secret /run/keys/api-token is missing or empty" in said, said

    machine.succeed("mkdir --parents /run/keys && echo another > /run/keys/api-token")
    psql("naive", "UPDATE django_migrations SET app = 'elsewhere' WHERE app = 'customers'")
    said = machine.succeed(f"! {pre_switch}")
    assert "the migrations of naive fail, so the running version stays" in said, said
    psql("naive", "UPDATE django_migrations SET app = 'customers' WHERE app = 'elsewhere'")

    machine.succeed(pre_switch)
    column = "table_name = 'customers_customer' AND column_name = 'search'"
    assert psql("optimized", f"SELECT count(*) FROM information_schema.columns WHERE {column}") == "1"
    assert invocations() == before

    # what the switch did not see is found at the start
    machine.succeed(f"{refused}/bin/switch-to-configuration test", "rm /run/keys/api-token")
    for service in services:
        machine.fail(f"systemctl restart {service}")
    machine.succeed(f"{running}/bin/switch-to-configuration test")
    for port in [8001, 8002]:
        machine.succeed(f"curl --fail --silent http://localhost:{port}/health/ready")
  '';
}
