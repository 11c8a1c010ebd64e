# To another major version of PostgreSQL: a switch alone is refused, the command keeps every row, and the old version is refused after it.
_: {
  nodes.machine =
    { pkgs, ... }:
    {
      specialisation = {
        upgrading.configuration.services.django-bench.postgresql.upgradeTo = pkgs.postgresql_18;
        upgraded.configuration.services.django-bench.postgresql.package = pkgs.postgresql_18;
      };
    };

  testScript = ''
    old = machine.succeed("readlink --canonicalize /run/current-system").strip()
    new = f"{old}/specialisation/upgraded"
    for service in ["naive", "optimized"]:
        machine.wait_for_unit(f"django-{service}.service")

    def psql(statement):
        return machine.succeed(f"runuser --user=postgres -- psql -XAtq optimized -c \"{statement}\"").strip()

    def refusal(system):
        return machine.succeed(f"! {system}/sw/bin/django-bench-pre-switch {system} 2>&1")

    psql("CREATE TABLE kept AS SELECT id, repeat('ü' || id, 9) AS name FROM generate_series(1, 20000) AS id")
    psql("CREATE INDEX ON kept (name)")
    digest = "SELECT md5(string_agg(kept::text, ' ' ORDER BY id)) FROM kept"
    before = psql(digest)
    assert psql("SHOW server_version").startswith("17."), psql("SHOW server_version")
    assert "has the data of PostgreSQL 17" in refusal(new), refusal(new)

    machine.succeed(f"{old}/specialisation/upgrading/bin/switch-to-configuration test", "upgrade-postgres")
    machine.succeed(f"{new}/bin/switch-to-configuration test")
    for port in [8001, 8002]:
        machine.wait_until_succeeds(f"curl --fail --silent http://localhost:{port}/health/ready", timeout=60)
    assert psql("SHOW server_version").startswith("18."), psql("SHOW server_version")
    assert psql(digest) == before

    assert "after an upgrade" in refusal(old), refusal(old)
    machine.fail(f"NIXOS_NO_CHECK=1 {old}/bin/switch-to-configuration test")
    machine.fail("systemctl is-active --quiet postgresql.service")
  '';
}
