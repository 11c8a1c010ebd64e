# Both services answer through nginx, to reads and to writes, and deny writes without the token; their commands run.
_: {
  testScript = ''
    import json

    machine.wait_for_unit("django-naive.service")
    machine.wait_for_unit("django-optimized.service")
    machine.succeed("curl --fail --silent http://localhost:8000/")
    for service in ["naive", "optimized"]:
        machine.succeed(f"django-bench manage {service} check")

    for port in [8001, 8002]:
        base = f"http://localhost:{port}"
        machine.succeed(f"curl --fail --silent {base}/health/ready")
        machine.succeed(f"curl --fail --silent {base}/api/openapi.json")
        page = json.loads(machine.succeed(f"curl --fail --silent {base}/api/customers"))
        assert page["results"] == [], page

        status = "curl --silent --output /dev/null --write-out '%{http_code}'"
        write = f"{status} --request DELETE {base}/api/customers/1"
        token = "$(cat /etc/django-bench/secrets/api_token)"
        assert machine.succeed(write) == "401"
        assert machine.succeed(f'{write} --header "Authorization: Bearer {token}"') == "404"
  '';
}
