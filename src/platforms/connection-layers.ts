import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ConnectionLayer, ConnectionTest } from '../api/contract.ts';
import { MlaError, toMlaError } from '../errors/error.ts';
import { hostOf } from '../network/connect-tls.ts';

/** What a layer found: data for the next layers, and a text. */
export interface Finding<T> {
  readonly found: T;
  readonly detail: string;
}

/** Runs layers in order, up to the first failure. */
export interface LayerRunner {
  /** The finding, or undefined if this layer or an earlier one failed. */
  run<T>(layer: ConnectionLayer['layer'], probe: () => Promise<Finding<T>>): Promise<T | undefined>;
  /** Whether trusted or not, so that a person can compare it. */
  sawCertificate(fingerprint: string | undefined): void;
  /** The server reports that it is simulated. */
  sawSimulation(simulated: boolean): void;
  readonly failed: boolean;
  result(): ConnectionTest;
}

/** Rejects with `general.cancelled` after an abort: a cancelled test says nothing about its layer. */
export function createLayerRunner(signal: AbortSignal): LayerRunner {
  const layers: ConnectionLayer[] = [];
  let fingerprint: string | undefined;
  let simulated = false;
  const hasFailed = (): boolean => layers.some((layer) => !layer.ok);

  return {
    async run(layer, probe) {
      if (hasFailed()) return undefined;
      const startedAt = performance.now();
      const milliseconds = (): number => Math.round((performance.now() - startedAt) * 10) / 10;
      try {
        const { found, detail } = await probe();
        layers.push({ layer, ok: true, milliseconds: milliseconds(), detail });
        return found;
      } catch (thrown) {
        if (signal.aborted) throw new MlaError('general.cancelled', {}, { cause: thrown });
        const error = toMlaError(thrown).report();
        layers.push({ layer, ok: false, milliseconds: milliseconds(), detail: error.message, error });
        return undefined;
      }
    },
    sawCertificate(seen) {
      fingerprint ??= seen;
    },
    sawSimulation(seen) {
      simulated ||= seen;
    },
    get failed() {
      return hasFailed();
    },
    result: () => ({
      ok: layers.length > 0 && !hasFailed(),
      layers,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(simulated ? { simulated } : {}),
    }),
  };
}

/** The addresses of a URL's host, as text. Rejects like the resolver. */
export async function describeAddresses(url: URL): Promise<string> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return 'an IP address';
  const addresses = await lookup(host, { all: true });
  return addresses.map(({ address }) => address).join(', ');
}
