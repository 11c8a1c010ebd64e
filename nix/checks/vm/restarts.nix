# PostgreSQL and Redis restart; the services ride it out, without a restart of their own.
_: {
  testScript = ''
    services = ["django-naive.service", "django-optimized.service"]
    for service in services:
        machine.wait_for_unit(service)

    def pids():
        return [machine.succeed(f"systemctl show --property=MainPID {service}") for service in services]

    before = pids()
    machine.succeed("systemctl restart redis-django.service")
    machine.succeed("curl --fail --silent http://localhost:8002/api/customers")

    machine.succeed("systemctl restart postgresql.service")
    for port in [8001, 8002]:
        machine.wait_until_succeeds(f"curl --fail --silent http://localhost:{port}/health/ready", timeout=60)
        machine.succeed(f"curl --fail --silent http://localhost:{port}/api/customers")
    assert pids() == before
  '';
}
