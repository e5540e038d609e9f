# shellcheck shell=bash
# Sourced: a root folder with a minimal Debian, and what npm needs to reach its registry from there.

machines_cache=${XDG_CACHE_HOME:-$HOME/.cache}/mlanywhere/machines

# Says what is missing and ends with success: the machine cannot run this.
need() {
  local program missing=()
  for program in "$@"; do command -v "$program" >/dev/null 2>&1 || missing+=("$program"); done
  ((EUID == 0)) || missing+=("the rights of root")
  ((${#missing[@]} == 0)) && return
  echo "SKIPPED ${0##*/}: this machine lacks ${missing[*]}. On Debian: apt-get install --no-install-recommends podman buildah crun debootstrap"
  exit 0
}

# Copies a minimal Debian to a new folder; made once on a machine.
make_debian_root() {
  local folder=$1 kept=$machines_cache/debian-bookworm
  if [[ ! -d $kept ]]; then
    mkdir -p "$machines_cache"
    rm -rf "$kept.unfinished"
    debootstrap --variant=minbase --include=ca-certificates bookworm "$kept.unfinished" http://deb.debian.org/debian >&2
    mv "$kept.unfinished" "$kept"
  fi
  mkdir -p "$folder"
  cp -a "$kept/." "$folder/"
  # A network may read TLS with an authority of its own: what this machine trusts, the root trusts.
  cp -L /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/ca-certificates.crt"
  cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
  mkdir -p "$folder/usr/local/etc" "$folder/etc"
  echo 'cafile=/etc/ssl/certs/ca-certificates.crt' | tee "$folder/usr/local/etc/npmrc" >"$folder/etc/npmrc"
}

passed=0 failed=0
# check "words" command...: counts what holds.
check() {
  local words=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "✔ $words"
  else
    failed=$((failed + 1))
    echo "✘ $words"
  fi
}
report() {
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
