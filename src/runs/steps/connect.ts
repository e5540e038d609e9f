import { MlaError } from '../../errors/error.ts';
import type { ErrorCode } from '../../errors/registry.ts';
import { isSampleRelease } from '../../installation/sample-release.ts';
import type { NewEvent, Step } from '../step.ts';
import { connectionOf, type StepServices } from './services.ts';

/** Whether the run's platform said of itself that it is simulated. */
export function isSimulated(outputs: Readonly<Record<string, unknown>>): boolean {
  return (outputs['connect'] as { simulated?: boolean } | undefined)?.simulated === true;
}

function simulationNews(platform: string): NewEvent {
  return { type: 'connection.simulated', severity: 'info', message: `Simulated (${platform}): the API server is real, the nodes are not. Nothing runs in the pods.` };
}

/** Reaches the platform, layer by layer, so that a wrong password is told before anything is made. */
export function connectStep(services: StepServices): Step {
  return {
    name: 'connect',
    phase: 'connect',
    title: 'Connect to the platform',
    input: ({ installation }) => installation.spec.cluster,
    run: async ({ installation, signal, tell }) => {
      const connection = await connectionOf(installation, services);
      const platform = services.platform(installation.spec.cluster.platform);
      if (connection === undefined) {
        if (platform.simulated === true) tell(simulationNews(platform.title));
        return platform.simulated === true ? { simulated: true } : {};
      }
      const { ok, layers, fingerprint, simulated = false } = await platform.testConnection(connection.input, { signal });
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
      const release = installation.spec.kubeflow?.release;
      if (simulated) tell(simulationNews(platform.title));
      else if (release !== undefined && isSampleRelease(release)) throw new MlaError('MLA-KUBEFLOW-016', { platform: platform.title });
      return { detail: layers.at(-1)?.detail ?? platform.title, ...(simulated && { simulated }), ...(fingerprint === undefined ? {} : { fingerprint }) };
    },
  };
}
