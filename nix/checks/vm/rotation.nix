# A new API token counts without a command, and the old one no longer; no request is lost meanwhile.
_: {
  testScript = ''
    token = "/var/lib/django-bench/secrets/api_token"
    clients = " ".join(f"client-{port}.service" for port in [8001, 8002])

    def status(port, token):
        url = f"http://localhost:{port}/api/customers/1"
        return (
            f"curl --silent --output /dev/null --write-out '%{{http_code}}' --request DELETE {url}"
            f" --header 'Authorization: Bearer {token}'"
        )

    for service, port in [("naive", 8001), ("optimized", 8002)]:
        machine.wait_for_unit(f"django-{service}.service")
        ask = f"curl --fail --silent --show-error --output /dev/null http://localhost:{port}/api/customers"
        machine.succeed(f"systemd-run --unit=client-{port} bash -c 'while {ask}; do :; done; exit 1'")

    old = machine.succeed(f"cat {token}").strip()
    machine.succeed(f"printf rotated > {token}.new && mv {token}.new {token}")
    for port in [8001, 8002]:
        machine.wait_until_succeeds(f"test $({status(port, 'rotated')}) = 404", timeout=60)
        assert machine.succeed(status(port, old)) == "401"
    machine.succeed(f"systemctl is-active {clients}", f"systemctl stop {clients}")
  '';
}
