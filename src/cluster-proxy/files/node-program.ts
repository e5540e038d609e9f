/**
 * The fixed part of the script that writes the files of a node: POSIX sh, for root. It is a text of its own, without a
 * single value: values come as base64 after it (`node-script.ts`). It does nothing before its last line is read, so a
 * script that was cut off on its way does nothing at all.
 *
 * It prints one line for each fact, `<state> <name> [more]`:
 *
 * - `same`, `changed` (written), `differs` (would be written), `absent` (nothing to write to), `failed` for a file
 * - `running`, `stopped`, `absent`, `pending` (needs a restart), `restarted`, `failed` for a service
 *
 * and ends with 0, or with 1 where something failed. The first argument is `look` or `set`.
 */
export const nodeProgram = String.raw`
begin='# BEGIN mlanywhere proxy: written by MLAnywhere, changes inside are lost'
end='# END mlanywhere proxy'
state=$root/var/lib/mlanywhere/proxy
failures=0

fail() {
  failures=$((failures + 1))
  printf 'failed %s %s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ')"
}

# What the file would hold: the lines of others, then the block. $1 path, $2 block; the result is in $work/next.
merge() {
  : >"$work/next" || return 1
  if [ -f "$1" ]; then
    if [ "$(grep -cFx -- "$begin" "$1")" != "$(grep -cFx -- "$end" "$1")" ]; then
      echo 'its marks are damaged: remove what is left of the block of MLAnywhere'
      return 1
    fi
    awk -v b="$begin" -v e="$end" '$0 == b { skip = 1 } !skip { print } $0 == e { skip = 0 }' "$1" >"$work/next" || return 1
  fi
  if [ -s "$2" ]; then
    { printf '%s\n' "$begin" && cat "$2" && printf '%s\n' "$end"; } >>"$work/next" || return 1
  fi
}

# Puts $work/next in the place of $1, at once or not at all. Owner and rights stay; a link stays a link.
replace() {
  target=$1
  [ ! -L "$target" ] || target=$(readlink -f "$target") || return 1
  mkdir -p "$(dirname "$target")" || return 1
  # Of a run that was killed.
  rm -f "$target".mlanywhere.??????
  part=$(mktemp "$target.mlanywhere.XXXXXX") || return 1
  if { if [ -f "$target" ]; then cp -p "$target" "$part"; else chmod 644 "$part"; fi; } &&
    cat "$work/next" >"$part" && cmp -s "$work/next" "$part" && { sync "$part" 2>/dev/null || sync; } && mv -f "$part" "$target"; then
    if command -v restorecon >/dev/null 2>&1; then restorecon "$target" || true; fi
    return 0
  fi
  rm -f "$part"
  return 1
}

# $1 name, $2 path, $3 what MLAnywhere says there (empty: nothing), $4 block or whole.
settle() {
  if [ "$4" = block ]; then
    if [ "$1" = wget ] && [ ! -f "$2" ]; then echo "absent $1"; return; fi
    said=$(merge "$2" "$3" 2>&1) || { fail "$1" "$said"; return; }
    [ -f "$2" ] || [ -s "$work/next" ] || { echo "same $1"; return; }
  else
    if [ "$1" = apt ] && [ ! -d "$root/etc/apt/apt.conf.d" ]; then echo "absent $1"; return; fi
    if [ ! -s "$3" ]; then
      if [ ! -e "$2" ]; then echo "same $1"
      elif [ "$mode" = look ]; then echo "differs $1"
      elif said=$(rm -f "$2" 2>&1); then echo "changed $1"
      else fail "$1" "$said"; fi
      return
    fi
    cp "$3" "$work/next" || { fail "$1" 'no room for a copy'; return; }
  fi
  if [ -f "$2" ] && cmp -s "$work/next" "$2"; then echo "same $1"
  elif [ "$mode" = look ]; then echo "differs $1"
  elif said=$(replace "$2" 2>&1); then echo "changed $1"
  else fail "$1" "it could not be written $said"; fi
}

digest() {
  if [ -f "$1" ]; then cksum <"$1"; else echo none; fi
}

# $1 name of the service, $2 its drop-in, $3 what that should hold. Remembers for which drop-in it was last restarted.
restart() {
  if ! systemctl cat "$1.service" >/dev/null 2>&1; then echo "absent $1-service"; return; fi
  if [ "$mode" = look ]; then wanted=$(if [ -s "$3" ]; then cksum <"$3"; else echo none; fi); else wanted=$(digest "$2"); fi
  known=$(cat "$state/$1" 2>/dev/null || echo none)
  if [ "$wanted" != "$known" ] && systemctl is-active --quiet "$1"; then
    if [ "$mode" = look ]; then echo "pending $1-service"; return; fi
    said=$(systemctl daemon-reload 2>&1 && systemctl restart "$1" 2>&1) || { fail "$1-service" "$said"; return; }
    systemctl is-active --quiet "$1" || { fail "$1-service" 'it stopped after its restart'; return; }
    echo "restarted $1-service"
  fi
  if [ "$mode" = set ]; then
    said=$({ mkdir -p "$state" && printf '%s\n' "$wanted" >"$state/$1.new" && mv -f "$state/$1.new" "$state/$1"; } 2>&1) ||
      { fail "$1-service" "$said"; return; }
  fi
  if systemctl is-active --quiet "$1"; then echo "running $1-service"; else echo "stopped $1-service"; fi
}

work_on() {
  settle environment "$root/etc/environment" "$work/environment" block
  settle apt "$root/etc/apt/apt.conf.d/95mlanywhere-proxy" "$work/apt" whole
  settle docker "$root/etc/systemd/system/docker.service.d/zz-mlanywhere-proxy.conf" "$work/docker" whole
  settle containerd "$root/etc/systemd/system/containerd.service.d/zz-mlanywhere-proxy.conf" "$work/containerd" whole
  settle profile "$root/etc/profile.d/zz-mlanywhere-proxy.sh" "$work/profile" whole
  settle wget "$root/etc/wgetrc" "$work/wget" block
  if [ "$failures" = 0 ] && command -v systemctl >/dev/null 2>&1; then
    restart containerd "$root/etc/systemd/system/containerd.service.d/zz-mlanywhere-proxy.conf" "$work/containerd"
    restart docker "$root/etc/systemd/system/docker.service.d/zz-mlanywhere-proxy.conf" "$work/docker"
  fi
  [ "$failures" = 0 ]
}
`;
