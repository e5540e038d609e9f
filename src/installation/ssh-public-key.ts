/** An OpenSSH public key, whole. */
export interface SshPublicKey {
  /** One line: type, key, comment. */
  readonly text: string;
  readonly type: string;
  /** What the fingerprint is the SHA-256 of. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly comment: string;
}

/** Why a text is no public key: a private key, several lines, no key at all, a type that OpenSSH no longer takes, cut off or damaged. */
export type SshKeyProblem =
  | { readonly problem: 'private' | 'lines' | 'damaged' }
  | { readonly problem: 'shape' | 'type'; readonly begins: string };

const knownTypes = new Set([
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
]);

/** Reads the line of a `.pub` file, in browser, terminal and server alike. Source: RFC 4253, 6.6. */
export function readSshPublicKey(given: string): SshPublicKey | SshKeyProblem {
  const text = given.trim();
  if (text.includes('PRIVATE KEY')) return { problem: 'private' };
  if (/[\r\n]/.test(text)) return { problem: 'lines' };
  const [type = '', encoded = '', ...comment] = text.split(/\s+/);
  if (!knownTypes.has(type)) {
    const isKey = /^[a-z]/.test(type) && encoded.startsWith('AAAA');
    return { problem: isKey ? 'type' : 'shape', begins: type.slice(0, 40) };
  }
  const bytes = fromBase64(encoded);
  if (bytes === undefined || !isWhole(bytes, type)) return { problem: 'damaged' };
  return { text, type, bytes, comment: comment.join(' ') };
}

function fromBase64(encoded: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The length-prefixed parts fill the bytes exactly, there are at least two, and the first is the type again. */
function isWhole(bytes: Uint8Array<ArrayBuffer>, type: string): boolean {
  const view = new DataView(bytes.buffer);
  let at = 0;
  let parts = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return false;
    if (parts === 0 && new TextDecoder().decode(bytes.subarray(at + 4, end)) !== type) return false;
    at = end;
    parts += 1;
  }
  return at === bytes.length && parts >= 2;
}
