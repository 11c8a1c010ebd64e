#!/bin/sh
# Boots the container. Runs in a mount namespace of its own, and where PID 1 of
# the machine is not systemd in a process id namespace too.
# usage: boot.sh NAME MOUNTS LOWER DATA
#   MOUNTS an empty directory; LOWER the layers, topmost first, joined by colons;
#   DATA where PostgreSQL's files are kept
set -eu
name=$1 mounts=$2 lower=$3 data=$4

# What the guest writes is thrown away with it, but for DATA.
mount -t tmpfs -o size=1g,mode=755 tmpfs "$mounts"
mkdir "$mounts/upper" "$mounts/work" "$mounts/root"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$mounts/upper,workdir=$mounts/work" "$mounts/root"

# nspawn's own bookkeeping, which it cannot remove from a /run that is no tmpfs.
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn

set -- --directory="$mounts/root" --boot --machine="$name" --register=no \
  --network-veth --link-journal=no --bind="$data:/var/lib/postgresql" \
  --capability=all --system-call-filter=bpf --kill-signal=SIGRTMIN+3 --console=pipe

if [ ! -d /run/systemd/system ]; then
  # Nobody gives the container a cgroup: take one in each hierarchy that systemd
  # uses, then show the guest the second version only.
  for tree in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
    [ -e "$tree/cgroup.procs" ] || continue
    mkdir -p "$tree/$name"
    echo 0 >"$tree/$name/cgroup.procs"
  done
  umount -R /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  set -- "$@" --keep-unit
fi

export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
exec systemd-nspawn "$@"
