#!/usr/bin/env bash
# Started by provision.sh in a network of its own: starts what systemd would start in a root folder, as its
# user and with its settings, and ends well when it answers on port 5000.
set -euo pipefail
machine=$1
ip link set lo up

unit=$machine/etc/systemd/system/mlanywhere.service
command=$(sed -n 's/^ExecStart=//p' "$unit")
user=$(sed -n 's/^User=//p' "$unit")
chroot "$machine" sh -c "set -a; . /etc/mlanywhere/environment; \
  exec setpriv --reuid=$user --regid=$user --clear-groups --no-new-privs $command" >"$machine/wizard.log" 2>&1 &
wizard=$!
trap 'kill "$wizard" 2>/dev/null || true; wait "$wizard" || true' EXIT

for ((tries = 0; tries < 120; tries++)); do
  node -e "fetch('http://127.0.0.1:5000/readyz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))" && exit 0
  kill -0 "$wizard" 2>/dev/null || exit 1
  sleep 1
done
exit 1
