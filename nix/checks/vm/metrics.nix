# A host that serves tells Prometheus of itself, on loopback alone.
_: {
  defaults.services.django-bench.metrics.enable = true;

  testScript = ''
    def metrics(port):
        return machine.succeed(f"curl --fail --silent http://127.0.0.1:{port}/metrics")

    for unit in ["django-naive.service", "django-optimized.service", "nginx.service"]:
        machine.wait_for_unit(unit)
    for exporter in ["node", "postgres", "redis", "nginx"]:
        machine.wait_for_unit(f"prometheus-{exporter}-exporter.service")

    for service, port in [("naive", 9801), ("optimized", 9802)]:
        machine.succeed(f"curl --fail --silent http://localhost:{port - 1800}/api/customers")
        machine.succeed(f"systemctl restart django-{service}.service")
        assert 'route="/api/customers"' in metrics(port), metrics(port)
        machine.succeed(f"systemd-analyze security --no-pager --threshold=15 bench-metrics-{service}.service")

    for port, figure in [(9187, "pg_up 1"), (9121, "redis_up 1"), (9113, "nginx_up 1"), (9100, "node_systemd_unit_state")]:
        machine.wait_until_succeeds(f"curl --fail --silent --output /dev/null http://127.0.0.1:{port}/metrics", timeout=60)
        assert figure in metrics(port), metrics(port)
        machine.fail(f"ss --no-header --numeric --listening --tcp | grep --invert-match 127.0.0.1 | grep :{port}")

    machine.wait_until_succeeds("grep '\"uri\": \"/api/customers\"' /var/log/nginx/access.log")
  '';
}
