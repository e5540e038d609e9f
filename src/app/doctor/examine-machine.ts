import { join } from 'node:path';
import { findRenderEngine } from '../../kubeflow/upstream/render/render-engine.ts';
import { createOutbound } from '../../network/outbound.ts';
import { composeReleases } from '../compose-parts.ts';
import { cacheDirectory, type Environment } from '../data-directory.ts';
import { findPlatforms } from '../platforms.ts';
import { find, type Finding } from './finding.ts';
import { lookAtDatabase, lookAtDataDirectory } from './look-at-data.ts';
import { lookAtBrowser, lookAtNode, lookAtPort } from './look-at-machine.ts';
import { lookAtAuthorities, lookAtNetwork } from './look-at-network.ts';
import { lookAtPlatforms } from './look-at-platforms.ts';

export interface Examination {
  readonly dataDirectory: string;
  readonly environment: Environment;
  /** Address of the server that works on the data directory. */
  readonly server: string | undefined;
  /** The port that a server would take. */
  readonly port: number;
  readonly signal: AbortSignal;
}

/** What this machine has of what MLAnywhere needs or can use. Changes nothing. */
export async function examineMachine(given: Examination): Promise<Finding[]> {
  const { dataDirectory, server, port, signal } = given;
  const authorities = await lookAtAuthorities(given.environment.MLA_CA_FILE || undefined);
  // A file that cannot be used is found once.
  const environment =
    authorities.outcome === 'passed' ? given.environment : { ...given.environment, MLA_CA_FILE: undefined };
  const outbound = createOutbound(environment);
  const source = environment.MLA_RELEASE_SOURCE || undefined;
  const found = await Promise.all([
    lookAtNode(),
    lookAtDataDirectory(dataDirectory),
    lookAtDatabase({ directory: dataDirectory, url: environment.MLA_DATABASE_URL || undefined, server }),
    lookAtPort(port, server),
    lookAtBrowser(environment),
    lookAtNetwork(outbound, { source, signal }),
    lookAtReleases({ ...given, environment }),
    lookAtKustomize(environment, signal),
    findPlatforms({ outbound, localFiles: true, dataDirectory, environment }).then((platforms) =>
      lookAtPlatforms(platforms, signal),
    ),
  ]);
  return [...found.slice(0, 5), authorities, ...found.slice(5)].flat();
}

function lookAtReleases({ dataDirectory, environment }: Examination): Promise<Finding> {
  return find({ id: 'kubeflow.releases', title: 'Kubeflow releases' }, async () => {
    const outbound = createOutbound(environment);
    const parts = { cacheDirectory: cacheDirectory(environment), environment, outbound };
    const releases = composeReleases({ releasesDirectory: join(dataDirectory, 'releases'), ...parts });
    const names = (await releases.list()).filter(({ name }) => name !== 'sample').map(({ version }) => version);
    if (names.length > 0) return { outcome: 'passed', evidence: `On this machine: ${names.join(', ')}.` };
    return {
      outcome: 'warning',
      evidence: 'No release of Kubeflow is on this machine yet.',
      fix: 'Run `mla release fetch 26.03.1`, or let the first installation download it.',
    };
  });
}

/** Releases that are downloaded as source are rendered with it. */
function lookAtKustomize(environment: Environment, signal: AbortSignal): Promise<Finding> {
  return find({ id: 'program.kustomize', title: 'kustomize' }, async () => {
    const { engine, tooOld } = await findRenderEngine({ path: environment.PATH ?? '', signal });
    if (engine !== undefined) return { outcome: 'passed', evidence: `${engine.title}, ${engine.file}.` };
    const old = tooOld.length === 0 ? '' : ` Too old: ${tooOld.join(', ')}.`;
    // An official build is downloaded when a release is fetched; only a machine without a network lacks something.
    return { outcome: 'passed', evidence: `MLAnywhere downloads kustomize when it fetches a release.${old}` };
  });
}
