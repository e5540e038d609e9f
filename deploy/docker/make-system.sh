#!/bin/sh
# Copies Node, the libraries that it loads and the few files that the C library reads into a folder:
# the system of the image. Runs where the image is built.
set -eu
system=$1
node=/usr/local/bin/node

mkdir -p "$system/usr/local/bin" "$system/etc" "$system/tmp" "$system/data"
cp "$node" "$system$node"
# `ldd` names the files that the loader would load, the loader itself included.
ldd "$node" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$system$(dirname "$library")"
  cp -L "$library" "$system$library"
done

cat >"$system/etc/passwd" <<'END'
root:x:0:0:root:/root:/sbin/nologin
mlanywhere:x:10001:0:MLAnywhere:/data:/sbin/nologin
END
printf 'root:x:0:\n' >"$system/etc/group"
# Names first from /etc/hosts, as everywhere.
printf 'hosts: files dns\n' >"$system/etc/nsswitch.conf"
if [ -d /etc/ssl/certs ]; then
  mkdir -p "$system/etc/ssl"
  cp -RL /etc/ssl/certs "$system/etc/ssl/certs"
fi

chmod 1777 "$system/tmp"
chown 10001:0 "$system/data"
chmod 0770 "$system/data"
