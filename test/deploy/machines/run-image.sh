#!/usr/bin/env bash
# Started by image.sh in a network and a mount namespace of its own, with podman's options for its storage.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/deploy/machines/debian-root.sh
source "$here/debian-root.sh"
: "${root:?}" "${work:?}" "${image:?}"
storage=("$@")

ip link set lo up
umount --recursive /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup

podman_here() { podman "${storage[@]}" --cgroup-manager cgroupfs "$@"; }
# What a careful person adds, and a user that nobody prepared for.
run_image() {
  podman_here run --no-healthcheck --network host --cgroups=disabled --ulimit nofile=1024:20000 --ulimit nproc=1024:1024 \
    --read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp:mode=1777 "$@"
}
inside() { podman_here exec "$@"; }
asks() { node -e "fetch('http://127.0.0.1:5000$1').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"; }
until_ready() {
  local name=$1 tries=150
  until asks /readyz; do
    tries=$((tries - 1))
    ((tries > 0)) && [[ -n $(podman_here ps --quiet --filter "name=$name") ]] || return 1
    sleep 1
  done
}
logs_say() { podman_here logs wizard 2>&1 | grep -qE "$1"; }

config() { podman_here image inspect --format "$1" "$image"; }
check "the image names the user 10001 of group 0" test "$(config '{{.Config.User}}')" = 10001:0
check "the image has a volume, a port and a health check" \
  test "$(config '{{len .Config.Volumes}} {{len .Config.ExposedPorts}} {{len .Config.Healthcheck.Test}}')" = "1 1 3"
has_shell() { run_image --rm --entrypoint /bin/sh "$image" -c true >/dev/null 2>&1; }
no_shell() { ! has_shell; }
check "the image has no shell" no_shell

mkdir -m 755 "$work/roots"
run_image --rm --volume "$work/roots:/data" "$image" >"$work/refused" 2>&1 && status=0 || status=$?
check "a folder of root is refused (exit code $status)" test "$status" -ne 0
grep -v '^$' "$work/refused"
check "the refusal has the command" grep -qF 'sudo chown -R 10001:0 /data' "$work/refused"

podman_here volume create data >/dev/null
user=$((RANDOM + 20000))
run_image --detach --name wizard --user "$user:0" --volume data:/data "$image" >/dev/null
check "user $user, whom nobody knows, answers on port 5000 with a read-only root and no capabilities" until_ready wizard
check "the log has the login link" logs_say 'http://localhost:5000/login#'
check "the health check passes" inside wizard /usr/local/bin/mla health

# A real control plane of this machine; only loopback connects it to the container.
mla() { "$root/mla" "$@"; }
export MLA_HOME=$work/home
mla sandbox up image --detach >"$work/sandbox.log" 2>&1 || tail -n 5 "$work/sandbox.log"
kubeconfig=$(find "$work/home" -name kubeconfig -print -quit)
podman_here exec --interactive wizard mla connection add existing sandbox --kubeconfig - <"$kubeconfig"
installs() {
  inside wizard mla create demo --platform existing --connection sandbox --release sample --follow >"$work/install.log" 2>&1 ||
    { tail -n 15 "$work/install.log"; return 1; }
}
check "the image installs the sample release on a cluster" installs
mla sandbox down image >/dev/null 2>&1 || true

stops() { podman_here stop --time 30 wizard >/dev/null && test "$(podman_here inspect --format '{{.State.ExitCode}}' wizard)" = 0; }
check "the container stops by itself when it is asked to" stops
podman_here logs wizard 2>&1 | tail -n 3
run_image --detach --name again --user "$user:0" --volume data:/data "$image" >/dev/null
keeps_data() { until_ready again && inside again mla status demo >/dev/null; }
check "a new container finds the data of the old one" keeps_data
podman_here rm --force again wizard >/dev/null
report
