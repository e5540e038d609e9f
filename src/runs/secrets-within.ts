import { load } from 'js-yaml';
import type { ConnectionInput } from '../api/contract.ts';
import { Secret } from '../secret.ts';

/** The secrets that a connection holds. */
export function secretsOfConnection(input: ConnectionInput): Secret[] {
  if (input.platform === 'ccp') return [new Secret(input.password)];
  return input.kubeconfig === undefined ? [] : secretsOfKubeconfig(input.kubeconfig);
}

/** Fields of a kubeconfig that are secret by their name. Certificates and addresses are public. */
const secretFields = new Set(['client-key-data', 'token', 'password', 'id-token', 'access-token', 'refresh-token', 'client-secret']);
/** Variables of a login program by whose name one can tell that the value is secret. */
const secretVariable = /token|secret|password|key/i;

/**
 * The secrets in a kubeconfig's text: keys as they stand and decoded, tokens,
 * passwords, also that of a proxy. Of a text that cannot be read all of it.
 */
export function secretsOfKubeconfig(text: string): Secret[] {
  let content: unknown;
  try {
    content = load(text);
  } catch {
    return [new Secret(text)];
  }
  return [...new Set(findSecrets(content))].filter((value) => value !== '').map((value) => new Secret(value));
}

function findSecrets(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(findSecrets);
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(value);
  const variable = 'name' in value && 'value' in value && secretVariable.test(String(value.name)) ? [String(value.value)] : [];
  return [...variable, ...fields.flatMap(([name, field]) => (typeof field === 'string' ? secretsOfField(name, field) : findSecrets(field)))];
}

function secretsOfField(name: string, text: string): string[] {
  if (name === 'client-key-data') return [text, Buffer.from(text, 'base64').toString('utf8')];
  if (name === 'proxy-url' && URL.canParse(text)) {
    const { password } = new URL(text);
    return [password, decodeURIComponent(password)];
  }
  return secretFields.has(name) ? [text] : [];
}
