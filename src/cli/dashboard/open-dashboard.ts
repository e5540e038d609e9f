import { dataDirectory } from '../../app/data-directory.ts';
import type { ErrorKind } from '../../errors/definition.ts';
import { isError } from '../../errors/error.ts';
import { kubeflowGateway } from '../../kubeflow/gateway.ts';
import type { ForwardState } from '../../kubernetes/port-forward/dial-service.ts';
import { forwardService, type ServiceForward } from '../../kubernetes/port-forward/forward-service.ts';
import type { Output } from '../output/output.ts';
import { openBrowser } from '../server/open-browser.ts';
import type { Session } from '../server/with-server.ts';
import { withRealCluster } from './real-cluster.ts';
import { waitForGateway } from './wait-for-gateway.ts';

export interface DashboardOptions {
  /** Wanted on this machine; another one where it is taken. */
  readonly port: number;
  /** Of the page that is opened; the first one when left out. */
  readonly path?: string | undefined;
  readonly browser: boolean;
  /** The data directory that was named by flag. */
  readonly data: string | undefined;
}

/**
 * Forwards a local port to the dashboard of an installation until Ctrl-C, and
 * opens it. Throws `access.simulated` where nothing runs in the pods, and what
 * keeps the gateway from answering.
 */
export async function openDashboard(
  session: Session,
  name: string,
  options: DashboardOptions,
): Promise<ErrorKind | undefined> {
  const { cli, output } = session;
  await withRealCluster(session, name, async (cluster) => {
    const onState = tellState(output);
    const forward = await forwardService({ client: cluster, target: kubeflowGateway, port: options.port, onState });
    try {
      await serve(forward, name, { cli, output, options });
    } finally {
      await forward.close();
    }
  });
  return undefined;
}

async function serve(
  forward: ServiceForward,
  name: string,
  { cli, output, options }: { cli: Session['cli']; output: Output; options: DashboardOptions },
): Promise<void> {
  const url = `http://localhost:${forward.port}`;
  if (options.port !== 0 && forward.port !== options.port)
    output.say(`Port ${options.port} is taken or not allowed. Using port ${forward.port}.`);
  await waitForGateway(forward, cli.signal);
  if (cli.signal.aborted) return;
  const page = `${url}${options.path ?? ''}`;
  output.printJson({
    url: page,
    port: forward.port,
    service: `${kubeflowGateway.namespace}/${kubeflowGateway.service}`,
  });
  output.print(`Forwarding ${url} → ${kubeflowGateway.service} of ${name}. Ctrl-C ends it.`);
  if (options.path !== undefined) output.print(`Page: ${page}`);
  if (options.browser) {
    await openBrowser({ url: page, directory: dataDirectory(cli.environment, options.data) }).catch(
      (thrown: unknown) => {
        if (!isError(thrown, 'cli.noBrowser')) throw thrown;
        output.say(`No browser was found. Open ${page} yourself.`);
      },
    );
  }
  await ended(cli.signal);
}

/** Says when connections break and when they work again. The first connection is told by the address itself. */
function tellState(output: Output): (state: ForwardState) => void {
  let pod: string | undefined;
  return (state) => {
    if (state.state === 'interrupted') {
      output.say(`Interrupted: ${state.error.message} Reconnecting …`);
    } else {
      if (pod !== undefined) output.say(`Connected again, to the pod ${state.pod}.`);
      pod = state.pod;
    }
  };
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
