# `bench run` on the host itself: k6 for seconds, a table, a result.
{ self, pkgs }:
{
  testScript = ''
    machine.wait_for_unit("django-naive.service")
    machine.wait_for_unit("django-optimized.service")
    machine.succeed("cp --recursive --no-preserve=mode ${self} /root/bench")
    bench = "cd /root/bench && ${self.apps.${pkgs.stdenv.hostPlatform.system}.default.program}"
    machine.succeed(f"{bench} run quick --host local --rounds 1 --scenarios browse", timeout=900)
    machine.succeed("ls /root/bench/results/*/")
  '';
}
