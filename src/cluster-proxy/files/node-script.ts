import { nodeProgram } from './node-program.ts';
import type { WantedProxy } from '../../api/contract.ts';
import { nodeFileNames, planFiles, type FilePlan } from './plan-files.ts';

/**
 * The script that sets the proxy on a node: what MLAnywhere runs over SSH, and what an owner of nodes downloads. POSIX
 * sh, to be run by root, with `look` (changes nothing) or `set`. Values are in it as base64 only, in a quoted document,
 * so that none is ever read as shell.
 */
export function nodeScript(plan: FilePlan): string {
  const files = nodeFileNames.map((name) => unpack(name, plan[name]));
  return `#!/bin/sh
# Sets the proxy of this node: /etc/environment, apt, docker, containerd, profile and wget.
# Written by MLAnywhere. Run it as root:
#   sh FILE look   says what it would change, and changes nothing
#   sh FILE set    changes it, and restarts docker and containerd where their settings changed
# What others wrote in these files stays. A second run changes nothing.
set -u
umask 022
LC_ALL=C
export LC_ALL
mode=\${1:-look}
root=\${MLA_NODE_ROOT:-}
${nodeProgram}
main() {
  case $mode in
  look | set) ;;
  *)
    echo 'usage: sh FILE look|set' >&2
    exit 2
    ;;
  esac
  if [ "$(id -u)" != 0 ]; then
    echo 'failed rights it has to be run by root'
    exit 1
  fi
  # In memory, where there is such a place: a full disk must not keep the script from saying so.
  work=$(mktemp -d "\$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/mlanywhere.XXXXXX") || {
    echo 'failed room there is no room for temporary files'
    exit 1
  }
  trap 'rm -rf "$work"' EXIT
  # Whoever looks on may go: what was begun is finished.
  trap '' HUP PIPE
  trap 'exit 1' INT TERM
${files.join('')}
  work_on
  status=$?
  echo "done $mode"
  exit "$status"
}
main </dev/null
`;
}

/** The script for what is wanted of an installation's nodes. */
export function scriptFor({ http, https, noProxy }: WantedProxy): string {
  return nodeScript(planFiles({ http, https, noProxy: noProxy.map(({ entry }) => entry) }));
}

function unpack(name: string, content: string | null): string {
  if (content === null) return `  : >"$work/${name}"\n`;
  const encoded = Buffer.from(content, 'utf8').toString('base64');
  return `  base64 -d >"$work/${name}" <<'BASE64' || exit 1
${encoded.replaceAll(/.{76}(?=.)/g, '$&\n')}
BASE64
`;
}
