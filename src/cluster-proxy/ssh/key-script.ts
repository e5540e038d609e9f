/** The keys of a login user, as lines of authorized_keys. */
export interface KeyChange {
  /** Is there afterwards. */
  readonly keep: string;
  /** Is not there afterwards. */
  readonly remove: string;
}

/**
 * The script that puts the user's own key in the place of a temporary one, for the login user itself, without sudo. The
 * file is replaced at once. Keys are in the script as base64 only.
 */
export function keyScript({ keep, remove }: KeyChange): string {
  const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  // Of the other key only the middle: what is written after it is a comment.
  const [, middle = ''] = remove.trim().split(/\s+/);
  return `#!/bin/sh
set -u
umask 077
main() {
  cd || exit 1
  keep=$(printf %s ${encode(keep.trim())} | base64 -d) && gone=$(printf %s ${encode(middle)} | base64 -d) || exit 1
  [ -n "$keep" ] && [ -n "$gone" ] || exit 1
  keys=.ssh/authorized_keys
  mkdir -p .ssh && [ -f "$keys" ] || : >"$keys" || exit 1
  if ! grep -qF -- "$gone" "$keys" && grep -qxF -- "$keep" "$keys"; then
    echo 'same keys'
    exit 0
  fi
  { grep -vF -- "$gone" "$keys" | grep -vxF -- "$keep"; printf '%s\\n' "$keep"; } >"$keys.mlanywhere" || exit 1
  grep -qxF -- "$keep" "$keys.mlanywhere" && mv -f "$keys.mlanywhere" "$keys" && echo 'changed keys'
}
main </dev/null
`;
}
