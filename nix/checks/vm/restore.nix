# The data directory is lost: PostgreSQL refuses to start empty, and the backup brings everything back.
_: {
  nodes.machine.specialisation.kept.configuration.services.django-bench.backup.enable = true;

  testScript = ''
    running = machine.succeed("readlink --canonicalize /run/current-system").strip()
    for service in ["naive", "optimized"]:
        machine.wait_for_unit(f"django-{service}.service")

    def psql(statement):
        return machine.succeed(f"runuser --user=postgres -- psql -XAtq optimized -c \"{statement}\"").strip()

    machine.succeed(f"{running}/specialisation/kept/bin/switch-to-configuration test")
    psql("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    machine.succeed("django-bench backup full")
    psql("INSERT INTO kept SELECT generate_series(1001, 2000)")
    segment = psql("SELECT pg_walfile_name(pg_switch_wal())")
    archived = f"SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= '{segment}'"
    machine.wait_until_succeeds(f"runuser --user=postgres -- psql -XAtq -c \"{archived}\" | grep 1", timeout=60)
    directory = psql("SHOW data_directory")

    machine.succeed("systemctl stop postgresql.service", f"rm --recursive {directory}")
    machine.fail("systemctl start postgresql.service")
    machine.succeed("django-bench restore")

    assert psql("SELECT count(*) FROM kept") == "2000"
    for port in [8001, 8002]:
        machine.succeed(f"curl --fail --silent http://localhost:{port}/health/ready")
  '';
}
