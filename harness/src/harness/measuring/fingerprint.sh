#!/bin/sh
# What a host's figures depend on, one `name=value` a line. Runs on the host, as root.
set -eu

say() { printf '%s=%s\n' "$1" "$2"; }
# shellcheck disable=SC2016 # awk's own variables
cpu() { awk -F ': ' -v key="$1" '$1 ~ "^" key "[\t ]*$" { print $2; exit }' /proc/cpuinfo; }
file() { [ ! -r "$2" ] || say "$1" "$(tr '\n' ' ' <"$2")"; }

say kernel.release "$(uname -r)"
say kernel.version "$(uname -v)"
say machine.cpu "$(cpu 'model name')"
say machine.microcode "$(cpu microcode)"
say machine.cpus "$(nproc)"
say machine.memory_kb "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)"
say machine.virtualization "$(systemd-detect-virt --vm || true)"
say machine.container "$(systemd-detect-virt --container || true)"
file machine.governor /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor
file machine.no_turbo /sys/devices/system/cpu/intel_pstate/no_turbo
file machine.boost /sys/devices/system/cpu/cpufreq/boost
file machine.smt /sys/devices/system/cpu/smt/active
file machine.clocksource /sys/devices/system/clocksource/clocksource0/current_clocksource
file kernel.transparent_hugepage /sys/kernel/mm/transparent_hugepage/enabled
for weakness in /sys/devices/system/cpu/vulnerabilities/*; do
  file "mitigation.${weakness##*/}" "$weakness"
done
if [ -e /run/current-system ]; then
  say system.closure "$(readlink -f /run/current-system)"
else
  dpkg-query --show --showformat 'package.${Package}=${Version}\n'
fi
