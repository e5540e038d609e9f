import { sshKeyWords } from '../../words/cluster-words.ts';

/** What a public key says about itself. */
export interface SshKey {
  readonly type: string;
  /** As `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  readonly comment: string;
}

const types = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

/** Reads an OpenSSH public key (RFC 4253, 6.6: a length-prefixed type, then the key's numbers). */
export async function readSshKey(text: string): Promise<SshKey | { readonly problem: string }> {
  if (text.includes('PRIVATE KEY')) return { problem: sshKeyWords.private };
  const [type, encoded, ...comment] = text.trim().split(/\s+/);
  if (type === undefined || encoded === undefined) return { problem: sshKeyWords.shape };
  if (!types.includes(type))
    return { problem: /^[a-z]/.test(type) && encoded.startsWith('AAAA') ? sshKeyWords.type(type) : sshKeyWords.shape };
  const bytes = fromBase64(encoded);
  if (bytes === undefined || !isWhole(bytes, type)) return { problem: sshKeyWords.damaged };
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return {
    type,
    fingerprint: `SHA256:${btoa(String.fromCharCode(...digest)).replace(/=+$/, '')}`,
    comment: comment.join(' '),
  };
}

function fromBase64(encoded: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The parts fill the bytes exactly, there are at least two, and the first is the type again. */
function isWhole(bytes: Uint8Array<ArrayBuffer>, type: string): boolean {
  const view = new DataView(bytes.buffer);
  let at = 0;
  let parts = 0;
  while (at + 4 <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 4 + length;
    if (end > bytes.length) return false;
    if (parts === 0 && new TextDecoder().decode(bytes.subarray(at + 4, end)) !== type) return false;
    at = end;
    parts += 1;
  }
  return at === bytes.length && parts >= 2;
}
