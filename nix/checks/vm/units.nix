# systemd finds no mistake in a unit of ours, and the exposure of each is low. A VM, for in Nix's sandbox
# systemd-analyze cannot make /run/systemd.
_: {
  testScript = ''
    machine.wait_for_unit("django-naive.service")
    machine.wait_for_unit("django-optimized.service")
    ours = "cd /etc/systemd/system && ls django-*.{service,socket,target} bench-*.{service,path,timer}"
    units = machine.succeed(f"{ours} 2>/dev/null || true").split()
    assert len(units) > 10, units

    machine.succeed(f"systemd-analyze verify --man=no {' '.join(units)}")
    cycle = "systemd-analyze verify --man=no multi-user.target 2>&1 | grep --fixed-strings 'ordering cycle'"
    machine.fail(cycle)

    services = [unit for unit in units if unit.endswith(".service")]
    for unit in [*services, "postgresql-setup.service"]:
        machine.succeed(f"systemd-analyze security --no-pager --threshold=15 {unit}")
  '';
}
