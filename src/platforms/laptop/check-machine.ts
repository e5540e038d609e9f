import { readFile, statfs } from 'node:fs/promises';
import type { MachinePartId } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { LaptopWish } from './definition/fields.ts';
import type { Engine } from './engine/engine.ts';
import type { LaptopTool } from './tool.ts';

/** Something that a cluster misses on this machine. */
export interface Obstacle {
  readonly error: MlaError;
  /** Whether the cluster cannot be created. Otherwise it may become slow or fail later. */
  readonly blocks: boolean;
}

/** One thing that a cluster needs, and what this machine has of it. */
export interface PartLook {
  readonly part: MachinePartId;
  /** In words. */
  readonly found: string;
  readonly obstacle: Obstacle | undefined;
}

/** What an installation needs of the machine, in bytes and CPUs. */
export interface MachineNeeds {
  readonly memory: number;
  readonly cpus: number;
  readonly disk: number;
}

const gibibyte = 1024 ** 3;

/** A cluster without Kubeflow. Source: kubeadm refuses less than 2 CPUs and 1700 MB. */
const bareNeeds: MachineNeeds = { memory: 2 * gibibyte, cpus: 2, disk: 10 * gibibyte };

/** The least that any choice of components takes. Source: the README of Kubeflow's manifests. */
const leastNeeds: MachineNeeds = { memory: 4 * gibibyte, cpus: 2, disk: 20 * gibibyte };

/** All of Kubeflow. Source: the same, and 80 GiB of images and volumes. */
const advised: MachineNeeds = { memory: 16 * gibibyte, cpus: 8, disk: 80 * gibibyte };

/** File watches: what kind names as its least, and what Kubeflow's own tests set. */
const inotify = {
  least: { max_user_instances: 512, max_user_watches: 524_288 },
  advised: { max_user_instances: 2280, max_user_watches: 1_255_360 },
};

export interface MachineCheck {
  readonly tool: LaptopTool;
  readonly engine: Engine;
  readonly wish: Pick<LaptopWish, 'gpus'>;
  readonly withKubeflow: boolean;
  /** Where the kernel shows its settings: `/proc`. */
  readonly kernelDirectory?: string | undefined;
}

/** What is missing on this machine, before anything is created. */
export async function checkMachine(check: MachineCheck): Promise<Obstacle[]> {
  const rootless = checkRootless(check.engine);
  const looks = await lookAtParts(check);
  return [rootless, ...looks.map(({ obstacle }) => obstacle)].filter((obstacle) => obstacle !== undefined);
}

/** What the machine has of each amount that a cluster needs. What cannot be looked at from here is left out. */
export async function lookAtParts(check: MachineCheck): Promise<PartLook[]> {
  const { engine, withKubeflow } = check;
  const least = withKubeflow ? leastNeeds : bareNeeds;
  const looks = [
    lookAtAmount('memory', { engine, found: engine.memory, least, withKubeflow }),
    lookAtAmount('cpus', { engine, found: engine.cpus, least, withKubeflow }),
    await lookAtDisk(engine, { least, withKubeflow }),
    await lookAtInotify(check),
    lookAtGpus(check),
  ];
  return looks.filter((look) => look !== undefined);
}

/** Whether an engine without root may do what Kubernetes needs. */
export function checkRootless({ title, rootless, cgroupVersion, missingLimits }: Engine): Obstacle | undefined {
  if (!rootless || (cgroupVersion !== 1 && missingLimits.length === 0)) return undefined;
  const missing = cgroupVersion === 1 ? 'anything, because this machine has cgroup v1' : missingLimits.join(', ');
  const command =
    '`sudo mkdir -p /etc/systemd/system/user@.service.d`, then `printf "[Service]\\nDelegate=yes\\n" | sudo tee /etc/systemd/system/user@.service.d/delegate.conf`, then `sudo systemctl daemon-reload`';
  return { error: new MlaError('laptop.rootlessIncomplete', { engine: title, missing, command }), blocks: true };
}

interface AmountCheck {
  readonly engine: Engine;
  readonly found: number;
  readonly least: MachineNeeds;
  readonly withKubeflow: boolean;
}

function lookAtAmount(what: 'memory' | 'cpus' | 'disk', check: AmountCheck): PartLook {
  return { part: what, found: sayAmount(what, check.found), obstacle: checkAmount(what, check) };
}

function checkAmount(
  what: 'memory' | 'cpus' | 'disk',
  { engine, found, least, withKubeflow }: AmountCheck,
): Obstacle | undefined {
  const isTooLittle = found < least[what];
  if (!isTooLittle && (!withKubeflow || found >= advised[what])) return undefined;
  const needed = isTooLittle ? least[what] : advised[what];
  const error = new MlaError('laptop.tooLittle', {
    engine: engine.title,
    found: `${sayAmount(what, found)}${{ memory: ' of memory', cpus: found === 1 ? ' CPU' : ' CPUs', disk: ' of free disk' }[what]}`,
    needed: sayAmount(what, needed),
    because: isTooLittle
      ? 'Less than this is too little for any choice of components.'
      : 'This is what all of Kubeflow takes. With less, pods stay pending or are killed.',
    more: engine.native
      ? 'Close other programs, or use a larger machine.'
      : `Give the virtual machine of ${engine.title} more, in its settings.`,
  });
  return { error, blocks: isTooLittle };
}

/** A virtual machine's disk cannot be asked from here. */
async function lookAtDisk(
  engine: Engine,
  given: Pick<AmountCheck, 'least' | 'withKubeflow'>,
): Promise<PartLook | undefined> {
  if (!engine.native || engine.root === undefined) return undefined;
  const disk = await statfs(engine.root).catch(() => undefined);
  return disk === undefined ? undefined : lookAtAmount('disk', { engine, found: disk.bavail * disk.bsize, ...given });
}

async function lookAtInotify({
  engine,
  withKubeflow,
  kernelDirectory = '/proc',
}: MachineCheck): Promise<PartLook | undefined> {
  if (!engine.native) return undefined;
  const limits = Object.keys(inotify.advised) as (keyof typeof inotify.advised)[];
  const found = await Promise.all(
    limits.map(async (limit) => {
      const text = await readFile(`${kernelDirectory}/sys/fs/inotify/${limit}`, 'utf8').catch(() => '');
      return { limit, value: /^\d+\s*$/.test(text) ? Number(text) : undefined };
    }),
  );
  const short = (against: Readonly<Record<string, number>>): boolean =>
    found.some(({ limit, value }) => value !== undefined && value < (against[limit] ?? 0));
  const assignments = (values: readonly (readonly [string, unknown])[]): string =>
    values.map(([limit, value]) => `fs.inotify.${limit}=${String(value)}`).join(' ');
  const isShort = short(withKubeflow ? inotify.advised : inotify.least);
  const sayFound = assignments(found.map(({ limit, value }) => [limit, value ?? 'unknown']));
  const error = new MlaError('laptop.inotifyLimits', {
    found: sayFound,
    needed: assignments(Object.entries(inotify.advised)),
    command: `\`sudo sysctl ${assignments(Object.entries(inotify.advised))}\``,
  });
  return {
    part: 'watches',
    found: sayFound,
    obstacle: isShort ? { error, blocks: short(inotify.least) } : undefined,
  };
}

function lookAtGpus({ tool, engine, wish }: MachineCheck): PartLook | undefined {
  const { gpus } = wish;
  if (gpus === undefined || gpus === 'amd' || engine.name !== 'docker') return undefined;
  const found = engine.runtimes.join(', ') || 'none';
  const error = new MlaError('laptop.noGpu', { engine: engine.title, found, tool: tool.id });
  return {
    part: 'gpus',
    found,
    obstacle: engine.runtimes.includes('nvidia') ? undefined : { error, blocks: true },
  };
}

/** Never more than there is: what is short by a little would read as enough. */
function sayAmount(what: 'memory' | 'cpus' | 'disk', amount: number): string {
  return what === 'cpus' ? String(amount) : `${Math.floor((amount / gibibyte) * 10) / 10} GiB`;
}
