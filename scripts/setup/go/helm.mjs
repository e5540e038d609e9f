// Builds Helm, for the tests of the chart in deploy/helm.
import { fileURLToPath } from 'node:url';
import { buildGoProgram, checkGoFor, exists, goProgramFile } from '../../go-program.mjs';

const helm = {
  name: 'helm',
  // Its go.mod has the versions of the sandbox's control plane, so that Go builds most of it only once.
  source: fileURLToPath(new URL('../../../test/deploy/helm/', import.meta.url)),
  files: ['go.mod', 'go.sum'],
  package: 'helm.sh/helm/v4/cmd/helm',
  flags: ['-buildvcs=false', '-trimpath', '-ldflags', '-s -w'],
};

/** The path of the built program, or undefined when it has not been built. */
export async function findHelm(env = process.env) {
  const file = await goProgramFile(helm, env);
  return (await exists(file)) ? file : undefined;
}

/**
 * The path of the program, built first when it is not there.
 * @returns {Promise<string | undefined>} undefined when there is neither the program nor a fitting Go
 */
export async function ensureHelm({ log = console.log, env = process.env } = {}) {
  const target = await goProgramFile(helm, env);
  if (await exists(target)) return target;
  if (!(await checkGoFor(helm.source, env)).enough) return undefined;
  log('Building Helm from source, for the tests of the chart: once on this machine, one to two minutes.');
  await buildGoProgram(helm, { target, env });
  return target;
}
