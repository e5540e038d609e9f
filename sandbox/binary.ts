import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkGo, ensureControlPlane, findControlPlane } from '../scripts/control-plane.mjs';
import { MlaError, toMlaError } from '../src/errors/error.ts';

/** The processes of a control plane, by the name of their program. */
export const programNames = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;
export type ProgramName = (typeof programNames)[number];

/** How to start the programs of a control plane on this machine. */
export interface ControlPlaneBinary {
  /** The program's file and the arguments that come before its own. */
  readonly command: (program: ProgramName | 'kubectl') => {
    readonly file: string;
    readonly leading: readonly string[];
  };
  /** True when a program ends by itself once its standard input closes (our own build does). */
  readonly endsWithStdin: boolean;
}

/**
 * Finds the control plane: `MLA_SANDBOX_BIN` (our one file, or a folder of separate programs),
 * else the cache, else a build from source when `build` allows it and Go is there.
 * @throws `sandbox.noControlPlane`, `sandbox.binaryMissing`
 */
export async function findControlPlaneBinary(
  options: { env?: NodeJS.ProcessEnv; build?: boolean; log?: (line: string) => void } = {},
): Promise<ControlPlaneBinary> {
  const { env = process.env, build = true, log = () => undefined } = options;
  const given = env['MLA_SANDBOX_BIN'];
  if (given !== undefined && given !== '') return useGiven(given);
  const built = build ? await ensureControlPlane({ env, log }) : await findControlPlane(env);
  if (built !== undefined) return oneFile(built);
  const { needed, found } = await checkGo(env);
  throw new MlaError('sandbox.noControlPlane', {
    needed,
    found: found === undefined ? 'no Go is on the PATH' : `Go ${found} is there`,
  });
}

/** Undefined when there is a control plane on this machine or one can be built; else what is missing. */
export async function whyNoControlPlane(env: NodeJS.ProcessEnv): Promise<MlaError | undefined> {
  try {
    await findControlPlaneBinary({ env, build: false });
    return undefined;
  } catch (error) {
    const reason = toMlaError(error);
    const canBeBuilt = reason.key === 'sandbox.noControlPlane' && (await checkGo(env)).enough;
    return canBeBuilt ? undefined : reason;
  }
}

async function useGiven(path: string): Promise<ControlPlaneBinary> {
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isFile()) return oneFile(path);
  for (const program of programNames) {
    const found = await access(join(path, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!found) throw new MlaError('sandbox.binaryMissing', { path, missing: program });
  }
  return { command: (program) => ({ file: join(path, program), leading: [] }), endsWithStdin: false };
}

function oneFile(file: string): ControlPlaneBinary {
  return { command: (program) => ({ file, leading: [program] }), endsWithStdin: true };
}
