import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';

type Names = 'previewUpgrade' | 'startUpgrade';

export function upgradeHandlers(parts: ServerParts): Handlers<Names> {
  const { installations, runs } = parts;
  const services = installationServices(parts);

  /** The installation with the wanted release, or with the one before the newest upgrade. */
  const wish = async (name: string, release: string | undefined): Promise<Installation> => {
    const { spec: current } = await installations.getInstallation(name);
    await services.findInstalled(name);
    return withRelease(current, release ?? (await earlierRelease(name, current)));
  };

  const earlierRelease = async (name: string, { spec }: Installation): Promise<string> => {
    const installed = await installations.listInstalled(name);
    const earlier = installed
      .map((one) => one.spec.kubeflow?.release)
      .find((one) => plain(one) !== plain(spec.kubeflow?.release));
    if (earlier === undefined) throw new MlaError('upgrade.noEarlierRelease', { installation: name });
    return earlier;
  };

  return {
    async previewUpgrade({ params: { name }, query: { release }, signal }) {
      return parts.previewUpgrade(await wish(name, release), { signal });
    },

    async startUpgrade({ params: { name }, query, body, principal }) {
      const { release, settings, unready } = body;
      const installation = await wish(name, release);
      await services.loadConnection(installation);
      await services.checkWish(installation);
      await refuseSame(name, installation);
      const run = await runs.createRun({
        installation,
        kind: 'upgrade',
        options: { ...query, upgrade: { settings, unready, back: release === undefined } },
        by: principal,
      });
      return { name: run.installation, runId: run.id };
    },
  };

  /** Nothing to do where the newest success has this release, and no upgrade to another one was begun since. */
  async function refuseSame(name: string, { spec }: Installation): Promise<void> {
    const release = spec.kubeflow?.release ?? '';
    const attempted = [await installations.findInstalled(name), ...(await installations.findAttempted(name))];
    if (attempted.every((one) => plain(one?.spec.kubeflow?.release) === plain(release)))
      throw new MlaError('upgrade.sameRelease', { installation: name, release });
  }
}

/** Kubeflow's releases can be named by their version alone. */
function plain(release: string | undefined): string | undefined {
  return release?.replace(/^kubeflow@/, '');
}

function withRelease(installation: Installation, release: string): Installation {
  const { spec } = installation;
  if (spec.kubeflow === null) return installation;
  return { ...installation, spec: { ...spec, kubeflow: { ...spec.kubeflow, release } } };
}
