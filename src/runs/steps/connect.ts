import { MlaError } from '../../errors/error.ts';
import type { ErrorCode } from '../../errors/registry.ts';
import type { Step } from '../step.ts';
import { connectionOf, type StepServices } from './services.ts';

/** Reaches the platform, layer by layer, so that a wrong password is told before anything is made. */
export function connectStep(services: StepServices): Step {
  return {
    name: 'connect',
    phase: 'connect',
    title: 'Connect to the platform',
    input: ({ installation }) => installation.spec.cluster,
    run: async ({ installation, signal, tell }) => {
      const connection = await connectionOf(installation, services);
      if (connection === undefined) return {};
      const platform = services.platform(installation.spec.cluster.platform);
      const { ok, layers, fingerprint } = await platform.testConnection(connection.input, { signal });
      for (const layer of layers) {
        tell({
          type: 'connection.layer',
          severity: layer.ok ? 'info' : 'error',
          message: `${layer.layer}: ${layer.detail}`,
          ...(layer.error === undefined ? {} : { code: layer.error.code }),
          data: { layer: layer.layer, ok: layer.ok, milliseconds: layer.milliseconds },
        });
      }
      const failed = layers.find((layer) => !layer.ok);
      if (failed?.error !== undefined) throw new MlaError(failed.error.code as ErrorCode, failed.error.details);
      if (!ok) throw new MlaError('MLA-GENERAL-001', { reason: 'the connection test failed without saying why' });
      return { detail: layers.at(-1)?.detail ?? platform.title, ...(fingerprint === undefined ? {} : { fingerprint }) };
    },
  };
}
