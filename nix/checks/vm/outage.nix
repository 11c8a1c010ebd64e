# PostgreSQL is away when the stacks start, for longer than systemd retries by default: requests wait, and are answered.
_: {
  testScript = ''
    # above the units of /etc, which a mask in /run is not
    mask = "/run/systemd/system.control/postgresql.service"
    migrations = ["django-naive-migrate.service", "django-optimized-migrate.service"]
    machine.wait_for_unit("django-naive.service")
    machine.wait_for_unit("django-optimized.service")
    machine.succeed(
        f"systemctl stop django-naive.target django-optimized.target {' '.join(migrations)}",
        f"mkdir --parents $(dirname {mask}) && ln --symbolic /dev/null {mask}",
        "systemctl stop postgresql.service && systemctl daemon-reload",
        "systemctl start --no-block django-naive.target django-optimized.target",
    )
    for unit in migrations:
        machine.wait_until_succeeds(f"test $(systemctl show --property=NRestarts --value {unit}) -gt 5")
    for port in [8001, 8002]:
        machine.succeed(
            f"systemd-run --unit=client-{port} --remain-after-exit"
            f" curl --fail --silent --show-error --max-time 60 http://localhost:{port}/api/customers"
        )
    machine.succeed(f"rm {mask} && systemctl daemon-reload && systemctl start postgresql.target")
    for port in [8001, 8002]:
        done = f"test $(systemctl show --property=SubState --value client-{port}.service) = exited"
        machine.wait_until_succeeds(done)
        machine.succeed(f"systemctl stop client-{port}.service")
  '';
}
