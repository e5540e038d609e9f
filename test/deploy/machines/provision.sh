#!/usr/bin/env bash
# Runs the provisioning script of deploy/vagrant in a throw-away Debian, then the service's command as its
# user with its settings: systemd runs in no such root, so its unit is only checked for faults.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
# shellcheck source=test/deploy/machines/debian-root.sh
source "$here/debian-root.sh"
need debootstrap unshare systemd-analyze
# What is mounted below ends with this process, however it ends.
[[ -n ${own_mounts:-} ]] || own_mounts=yes exec unshare --mount bash "$0"

work=$(mktemp -d /var/tmp/mla-provision.XXXXXX)
trap 'umount "$work/machine/proc" 2>/dev/null || true; rm -rf --one-file-system "$work"' EXIT
machine=$work/machine
make_debian_root "$machine"
mount -t proc proc "$machine/proc"
mkdir -p "$machine/vagrant"
tar -C "$root" --exclude=./.git --exclude=node_modules --exclude=dist --exclude=./release -cf - . | tar -C "$machine/vagrant" -xf -

provision() {
  chroot "$machine" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt sh /vagrant/deploy/vagrant/provision.sh
}
check "the provisioning script ends well on a fresh Debian" provision
check "a second run ends well too" provision
# The root has no units of systemd itself, so their absence is no fault.
verify() {
  local faults
  faults=$(systemd-analyze verify --root="$machine" mlanywhere.service 2>&1 | grep -F mlanywhere.service |
    grep -vF 'Unit sysinit.target not found' || true)
  echo "$faults"
  [[ -z $faults ]]
}
check "systemd finds no fault in the service" verify
check "the service's command answers on port 5000" unshare --net bash "$here/run-service.sh" "$machine"
cat "$machine/wizard.log" || true
check "it prints the login link" grep -q 'http://localhost:5000/login#' "$machine/wizard.log"
report
