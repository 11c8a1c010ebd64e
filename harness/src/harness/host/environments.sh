#!/bin/sh
# Builds both services' Python environments with the guest's own Python. Runs in
# a mount namespace of its own: whatever ends this, no mount is left.
# usage: environments.sh MOUNTS ROOTFS SOURCE WHEELS OUT UV GROUP
#   GROUP a dependency group that gets an environment of its own, or nothing
set -eu
mounts=$1 rootfs=$2 source=$3 wheels=$4 out=$5 uv=$6 group=$7

mount -t tmpfs tmpfs "$mounts"
mkdir "$mounts/upper" "$mounts/work" "$mounts/root"
root=$mounts/root
mount -t overlay overlay -o "lowerdir=$rootfs,upperdir=$mounts/upper,workdir=$mounts/work" "$root"

mkdir -p "$root/opt/django-bench" "$root/source" "$root/wheels" "$root/credentials"
touch "$root/usr/local/bin/uv" "$root/machine.pem"
rm -f "$root/etc/resolv.conf"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
mount --bind "$out" "$root/opt/django-bench"
mount --bind -o ro "$source" "$root/source"
mount --bind "$wheels" "$root/wheels"
mount --bind -o ro "$uv" "$root/usr/local/bin/uv"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
[ -z "${SSL_CERT_FILE:-}" ] || mount --bind -o ro "$SSL_CERT_FILE" "$root/machine.pem"

export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
export UV_CACHE_DIR=/wheels UV_LINK_MODE=copy UV_PYTHON=/usr/bin/python3 UV_PYTHON_DOWNLOADS=never
[ -z "${SSL_CERT_FILE:-}" ] || export SSL_CERT_FILE=/machine.pem
unset SSL_CERT_DIR VIRTUAL_ENV

# Never read again: what is made here only collects static files.
for name in secret_key api_token; do echo build >"$root/credentials/$name"; done

for service in naive optimized; do
  UV_PROJECT_ENVIRONMENT=/opt/django-bench/$service chroot "$root" \
    uv sync --project /source --frozen --quiet --package "$service" \
    --no-dev --no-editable --compile-bytecode \
    --reinstall-package "$service" --reinstall-package dataset --reinstall-package supervision
  # another revision serves the static files of the checkout
  [ -z "$group" ] ||
  CREDENTIALS_DIRECTORY=/credentials STATIC_ROOT=/opt/django-bench/static/$service \
    DJANGO_SETTINGS_MODULE=$service.settings.production \
    chroot "$root" "/opt/django-bench/$service/bin/django-admin" collectstatic --no-input --verbosity 0
done

# What the experiment `reference` compares with: no project of ours in it.
[ -n "$group" ] || exit 0
UV_PROJECT_ENVIRONMENT=/opt/django-bench/$group chroot "$root" \
  uv sync --project /source --frozen --quiet --only-group "$group" --compile-bytecode
