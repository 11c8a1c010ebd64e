# A start, a request and a stop leave no error in the journal of any unit that is ours.
_: {
  testScript = ''
    units = ["django-naive*", "django-optimized*", "bench-secrets", "nginx", "postgresql*", "redis-django"]
    machine.wait_for_unit("django-naive.service")
    machine.wait_for_unit("django-optimized.service")
    for port in [8001, 8002]:
        machine.succeed(f"curl --fail --silent http://localhost:{port}/api/customers")
    machine.succeed("systemctl stop django-bench.target django-naive.target django-optimized.target")

    asked = " ".join(f"--unit='{unit}'" for unit in units)
    errors = machine.succeed(f"journalctl --boot --priority=err --output=cat {asked}").strip()
    assert errors == "", errors
    token = machine.succeed("cat /etc/django-bench/secrets/api_token").strip()
    assert token not in machine.succeed("journalctl --boot --output=cat")
  '';
}
