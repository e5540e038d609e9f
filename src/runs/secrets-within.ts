import type { ConnectionInput } from '../api/contract.ts';
import { Secret } from '../secret.ts';

/** The secrets that a connection holds. */
export function secretsOfConnection(input: ConnectionInput): Secret[] {
  if (input.platform === 'ccp') return [new Secret(input.password)];
  return input.kubeconfig === undefined ? [] : secretsOfKubeconfig(input.kubeconfig);
}

/** Values of these fields, in YAML as in JSON. Certificates and addresses are public. */
const secretField = /["']?(client-key-data|token|password|id-token|refresh-token|client-secret)["']?\s*:\s*("[^"]*"|'[^']*'|[^\s,}#]+)/g;

/** The secrets in a kubeconfig's text: keys as they stand and decoded, tokens, passwords. */
export function secretsOfKubeconfig(text: string): Secret[] {
  return [...text.matchAll(secretField)].flatMap(([, field, quoted = '']) => {
    const value = quoted.replace(/^["']|["']$/g, '');
    if (value === '' || value === '|' || value === '>') return [];
    return field === 'client-key-data' ? [new Secret(value), new Secret(Buffer.from(value, 'base64').toString('utf8'))] : [new Secret(value)];
  });
}
