import type { ConnectionLayer, ConnectionTest } from '../../api/contract.ts';
import { fromReport, MlaError } from '../../errors/error.ts';
import { isSampleRelease } from '../../installation/sample-release.ts';
import type { Connection, Platform } from '../../platforms/platform.ts';
import type { NewEvent, Step, StepContext } from '../engine/step.ts';
import { attemptOfExisting, connectionOf, type StepServices } from './services.ts';

/** Tests the connection to the platform layer by layer, so that a wrong password is reported before anything is created. */
export function connectStep(services: StepServices): Step {
  return {
    name: 'connect',
    phase: 'connect',
    title: 'Connect to the platform',
    input: (context) => ({ cluster: context.installation.spec.cluster, ...attemptOfExisting(context) }),
    run: async (context) => {
      const { installation } = context;
      const connection = await connectionOf(installation, services);
      const platform = services.platform(installation.spec.cluster.platform);
      if (connection !== undefined) return testPlatform(context, platform, connection);
      return platform.definition.simulated === true ? tellSimulated(context, platform) : {};
    },
  };
}

async function testPlatform(
  context: StepContext,
  platform: Platform,
  connection: Connection,
): Promise<Record<string, unknown>> {
  const { installation, signal, tell } = context;
  const test = await platform.testConnection(connection.input, { signal, installation });
  const { layers, fingerprint, simulated = false } = test;
  for (const layer of layers) tell(layerNews(layer));
  throwIfFailed(test);
  if (!simulated && isSampleRelease(installation.spec.kubeflow?.release ?? ''))
    throw new MlaError('kubeflow.sampleNotInstallable', { platform: platform.definition.title });
  return {
    detail: layers.at(-1)?.detail ?? platform.definition.title,
    ...(simulated && tellSimulated(context, platform)),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

function throwIfFailed({ ok, layers }: ConnectionTest): void {
  const failed = layers.find((layer) => !layer.ok);
  if (failed?.error !== undefined) throw fromReport(failed.error);
  if (!ok) throw new MlaError('general.unforeseen', { reason: 'the connection test failed without saying why' });
}

function layerNews({ layer, ok, detail, milliseconds, error }: ConnectionLayer): NewEvent {
  return {
    type: 'connection.layer',
    severity: ok ? 'info' : 'error',
    message: `${layer}: ${detail}`,
    ...(error === undefined ? {} : { code: error.code }),
    data: { layer, ok, milliseconds },
  };
}

/** Whether the run's platform reported itself as simulated. */
export function isSimulated(outputs: Readonly<Record<string, unknown>>): boolean {
  return (outputs['connect'] as { simulated?: boolean } | undefined)?.simulated === true;
}

/** Emits this once, and returns it for later steps. */
function tellSimulated({ tell }: StepContext, platform: Platform): { simulated: true } {
  tell({
    type: 'connection.simulated',
    severity: 'info',
    message: `Simulated (${platform.definition.title}): the API server is real, the nodes are not. Nothing runs in the pods.`,
  });
  return { simulated: true };
}
