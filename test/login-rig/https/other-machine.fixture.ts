import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether this user may make network namespaces and links between them. */
export const canHaveOtherMachine = spawnSync('unshare', ['--net', 'ip', 'link', 'show']).status === 0;

/** A machine beside this one, as far as the network goes: a namespace with one link to here and no other way out. */
export interface OtherMachine extends AsyncDisposable {
  /** What it knows this machine by; nothing of this machine's own network has it. */
  readonly addressOfThisMachine: string;
  /** Words to put before a command that is to run there. */
  readonly command: readonly string[];
}

/** Of the range that is kept for measuring network devices (RFC 2544), four addresses for each process. */
function addressesOf(process: number): { readonly here: string; readonly there: string } {
  const first = (process % 16384) * 4;
  const at = (place: number): string => `198.18.${(first + place) >> 8}.${(first + place) & 255}`;
  return { here: at(1), there: at(2) };
}

export async function startOtherMachine(): Promise<OtherMachine> {
  const name = `mla-test-${process.pid}`;
  const link = `mla${process.pid}`;
  const { here, there } = addressesOf(process.pid);
  const ip = (...words: string[]) => run('ip', words);
  const remove = () => ip('netns', 'delete', name);
  await ip('netns', 'add', name);
  try {
    await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    await ip('address', 'add', `${here}/30`, 'dev', link);
    await ip('link', 'set', link, 'up');
    await ip('-n', name, 'address', 'add', `${there}/30`, 'dev', 'eth0');
    await ip('-n', name, 'link', 'set', 'eth0', 'up');
    await ip('-n', name, 'link', 'set', 'lo', 'up');
  } catch (thrown) {
    await remove();
    throw thrown;
  }
  return {
    addressOfThisMachine: here,
    command: ['nsenter', `--net=/run/netns/${name}`],
    // The link goes with the namespace that holds its other end.
    [Symbol.asyncDispose]: async () => void (await remove()),
  };
}
