# Both services load 1,000 customers in their sandbox, and serve them.
_: {
  testScript = ''
    import json

    machine.wait_for_unit("django-naive.service")
    machine.wait_for_unit("django-optimized.service")
    machine.succeed(
        "mkdir --parents /run/django-bench",
        "printf 'CUSTOMERS=1000\\nWORKERS=2\\n' > /run/django-bench/load.env",
    )

    for service, port in [("naive", 8001), ("optimized", 8002)]:
        machine.succeed(f"systemctl start django-{service}-load.service")
        machine.succeed(f"systemctl start django-{service}.target")
        count = f"runuser --user=postgres -- psql -XAtq {service} -c 'SELECT count(*) FROM customers_customer'"
        assert machine.succeed(count).strip() == "1000"
        answer = machine.succeed(f"curl --fail --silent http://localhost:{port}/api/customers/1000")
        assert json.loads(answer)["id"] == 1000
  '';
}
