# Both stacks start by themselves, with secrets of their own and nothing that others may read.
_: {
  testScript = ''
    machine.wait_for_unit("django-naive.service")
    machine.wait_for_unit("django-optimized.service")
    machine.wait_for_unit("nginx.service")

    for secret in ["secret_key", "api_token"]:
        path = f"/var/lib/django-bench/secrets/{secret}"
        machine.succeed(f"test -s {path}")
        machine.succeed(f"test $(stat --format=%a:%U {path}) = 600:root")
        machine.fail(f"runuser --user=nobody -- cat {path}")

    machine.succeed("test -z \"$(systemctl --failed --no-legend)\"")
  '';
}
