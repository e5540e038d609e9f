import type { ConnectionTest, ConnectionView } from '../../api/contract.ts';
import { fromReport, MlaError } from '../../errors/error.ts';
import { keyOf } from '../../errors/registry.ts';
import { formatDuration } from '../follow/duration.ts';
import { plainText } from './plain-text.ts';

/** How a connection's certificate is trusted, in words; insecure is never silent. */
export function trustText({ trust, authorities = [] }: Pick<ConnectionView, 'trust' | 'authorities'>): string {
  const named = plainText(authorities.join(', '));
  if (trust.mode === 'system') return `authorities of this machine${named === '' ? '' : ` and ${named}`}`;
  return named === '' ? modeText(trust) : `${modeText(trust)} (proxy: also ${named})`;
}

function modeText(trust: Exclude<ConnectionView['trust'], { mode: 'system' }>): string {
  switch (trust.mode) {
    case 'ca':
      return 'own authority';
    case 'fingerprint':
      return `pinned sha256:${trust.sha256}`;
    case 'insecure':
      return 'INSECURE: not checked';
    case 'plain':
      return 'NOT ENCRYPTED: plain http';
  }
}

/** Which proxy a connection names, in words; empty where it follows the server. */
export function proxyText({ proxy = '' }: Pick<ConnectionView, 'proxy'>): string {
  return proxy === 'none' ? 'none: directly' : plainText(proxy);
}

/** Said of each connection whose other end says of itself that it is simulated. */
export const simulatedText = 'SIMULATED: no real platform answers there, and nothing runs in the pods of its clusters';

/** Said when a connection is saved whose password or token would be told by masking it. */
export const ordinarySecretText =
  'Warning: the password or token is short or a plain word. MLAnywhere does not mask it in logs: what is missing would tell it. Use 8 characters or more, with digits or signs in them.';

/** One line for each layer that was tried. */
export function testLines(test: ConnectionTest): string[] {
  const layers = test.layers.map(
    ({ layer, ok, milliseconds, detail }) =>
      `${ok ? '✔' : '✖'} ${layer.padEnd(10)} ${formatDuration(milliseconds).padStart(8)}   ${plainText(detail)}`,
  );
  return test.simulated === true ? [...layers, simulatedText] : layers;
}

/** The error of a test that failed: that of the layer, or `cli.connectionFailed` where it names none. Undefined when all layers are good. */
export function failureOf(test: ConnectionTest, address: string): MlaError | undefined {
  const failed = test.layers.find(({ ok }) => !ok);
  if (failed === undefined) return undefined;
  const { layer, detail, error } = failed;
  if (error !== undefined && keyOf(error.code) !== undefined) return fromReport(error);
  return new MlaError('cli.connectionFailed', { address, layer, detail });
}
