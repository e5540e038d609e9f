import { dirname } from 'node:path';
import { programFile } from '../../scripts/setup/program-file.mjs';
import { ensureProgram } from '../../scripts/setup/program.mjs';
import { withSetupLock } from '../../scripts/setup/lock.mjs';

const root = dirname(dirname(import.meta.dirname));

/** The file that `mla` starts once a set-up has been there: of dist, made from the sources as they are now. */
export async function builtProgram(): Promise<string> {
  const { env } = process;
  await withSetupLock({ root, env, say: () => undefined }, () => ensureProgram({ root, env, say: () => undefined }));
  return programFile(root);
}
