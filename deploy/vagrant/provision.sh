#!/bin/sh
# Makes a fresh Debian machine run MLAnywhere on port 5000. Run as root; a second run updates.
# Settings: MLA_SOURCE, the checkout (default: /vagrant); MLA_BASE_URL, the address in the browser
# (default: http://localhost:5000).
set -eu

source=${MLA_SOURCE:-/vagrant}
base_url=${MLA_BASE_URL:-http://localhost:5000}
program=/opt/mlanywhere
data=/var/lib/mlanywhere
user=mlanywhere

say() { printf '%s\n' "$*"; }

if [ "$(id -u)" -ne 0 ]; then
  say "provision.sh installs packages and a service: run it as root." >&2
  exit 1
fi
if [ ! -f "$source/package-lock.json" ]; then
  say "$source is no checkout of MLAnywhere. Set MLA_SOURCE to the folder of the checkout." >&2
  exit 1
fi

say "Installing Node and npm from Debian. They install the Node that MLAnywhere runs on."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq --yes --no-install-recommends ca-certificates nodejs npm >/dev/null

if ! id "$user" >/dev/null 2>&1; then
  useradd --system --user-group --home-dir "$data" --shell /usr/sbin/nologin "$user"
fi
install -d -o "$user" -g "$user" -m 0700 "$data"
install -d -m 0755 "$program"

say "Copying the checkout to $program."
tar -C "$source" --exclude=./.git --exclude=node_modules --exclude=dist --exclude=./release -cf - . |
  tar -C "$program" --no-same-owner -xf -
chown -R "$user:$user" "$program"

install -d -m 0755 /etc/mlanywhere
cat >/etc/mlanywhere/environment <<END
HOME=$data
MLA_HOME=$data/data
XDG_CACHE_HOME=$data/cache
MLA_LISTEN=0.0.0.0:5000
MLA_BASE_URL=$base_url
END

# Runs a command as the service runs the program: same user, same settings.
as_service() {
  (
    cd "$program"
    set -a
    # shellcheck source=/dev/null
    . /etc/mlanywhere/environment
    set +a
    exec setpriv --reuid="$user" --regid="$user" --clear-groups "$@"
  )
}

say "Installing packages and building the wizard: one to two minutes."
as_service node scripts/setup.mjs start

install -m 0644 "$program/deploy/vagrant/mlanywhere.service" /etc/systemd/system/mlanywhere.service
if [ ! -d /run/systemd/system ]; then
  say "systemd does not run here: the service is installed and not started."
  exit 0
fi
systemctl daemon-reload
systemctl enable --quiet mlanywhere.service
systemctl restart mlanywhere.service

say "Waiting for the wizard."
tries=60
until node -e 'require("http").get("http://127.0.0.1:5000/readyz", (a) => process.exit(a.statusCode === 200 ? 0 : 1)).on("error", () => process.exit(1))'; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    say "The wizard does not answer. See why: journalctl --unit mlanywhere" >&2
    exit 1
  fi
  sleep 2
done
say "MLAnywhere is running. Open this link to sign in; it works once:"
as_service "$program/mla" open --print
