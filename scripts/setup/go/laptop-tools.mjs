// Builds kind and k3d, for the tests that drive them as far as they go without a container engine.
import { fileURLToPath } from 'node:url';
import { buildGoProgram, checkGoFor, exists, goProgramFile } from '../../go-program.mjs';

const source = fileURLToPath(new URL('../../../test/laptop-tools/', import.meta.url));
const files = ['go.mod', 'go.sum'];
const k3dVersion = 'github.com/k3d-io/k3d/v5/version';

const tools = {
  kind: {
    name: 'kind',
    source,
    files,
    package: 'sigs.k8s.io/kind',
    flags: ['-buildvcs=false', '-trimpath', '-ldflags', '-s -w'],
  },
  k3d: {
    name: 'k3d',
    source,
    files,
    package: 'github.com/k3d-io/k3d/v5',
    // As k3d's own Makefile does: without them it does not know its version.
    flags: [
      ...['-buildvcs=false', '-trimpath', '-ldflags'],
      `-s -w -X ${k3dVersion}.Version=v5.9.0 -X ${k3dVersion}.K3sVersion=v1.35.5-k3s1`,
    ],
  },
};

/**
 * The paths of the built programs, or undefined when one has not been built.
 * @returns {Promise<{ kind: string, k3d: string } | undefined>}
 */
export async function findLaptopTools(env = process.env) {
  const kind = await goProgramFile(tools.kind, env);
  const k3d = await goProgramFile(tools.k3d, env);
  return (await exists(kind)) && (await exists(k3d)) ? { kind, k3d } : undefined;
}

/**
 * The paths of the programs, built first when they are not there.
 * @returns {Promise<{ kind: string, k3d: string } | undefined>} undefined when there are neither the programs nor a fitting Go
 */
export async function ensureLaptopTools({ log = console.log, env = process.env } = {}) {
  const found = await findLaptopTools(env);
  if (found !== undefined) return found;
  if (!(await checkGoFor(source, env)).enough) return undefined;
  log(
    'Building kind and k3d from source, for the tests of clusters on a laptop: once on this machine, one to three minutes.',
  );
  for (const tool of [tools.kind, tools.k3d]) {
    const target = await goProgramFile(tool, env);
    if (!(await exists(target))) await buildGoProgram(tool, { target, env });
  }
  return findLaptopTools(env);
}
