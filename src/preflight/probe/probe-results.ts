import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { failed, passed, unknown, warning, type Finding } from '../check.ts';
import type { Probe } from './run-probe.ts';

/** A pod of a probe as the cluster has it. */
export interface ProbedPod extends KubernetesObject {
  status?: {
    phase?: string;
    containerStatuses?: {
      name: string;
      state?: {
        running?: object;
        waiting?: { reason?: string; message?: string };
        terminated?: { exitCode?: number; message?: string };
      };
    }[];
  };
}

const notPulled = /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ImageInspectError|RegistryUnavailable)$/;
/** The image is there, and its program is not: as a probe wants it. */
const hasImage = /^(RunContainerError|CreateContainerError|CrashLoopBackOff)$/;
const limited = /toomanyrequests|too many requests|\b429\b|rate limit/i;
/** Kubeflow's controllers and notebooks watch many files; distributions start with 128. Source: kubeflow/manifests, its README. */
const enoughInstances = 1280;

interface Pull {
  readonly registry: string;
  /** Why the image did not come; undefined when it did, and null when that is not known. */
  readonly problem: string | null | undefined;
}

function pullsOf({ objects, pull }: Probe): Pull[] {
  const states = new Map((pull?.status?.containerStatuses ?? []).map(({ name, state }) => [name, state]));
  return [...objects.registries].map(([container, registry]) => ({
    registry,
    problem: problemOf(states.get(container)),
  }));
}

type State = NonNullable<NonNullable<ProbedPod['status']>['containerStatuses']>[number]['state'];

function problemOf(state: State): Pull['problem'] {
  if (state?.running !== undefined || state?.terminated !== undefined) return undefined;
  const { reason = '', message = reason } = state?.waiting ?? {};
  if (notPulled.test(reason)) return message;
  return hasImage.test(reason) ? undefined : null;
}

/** Whether a node gets an image of each registry. */
export function judgePulls(probe: Probe): Finding {
  const pulls = pullsOf(probe);
  const broken = pulls.filter(({ problem }) => typeof problem === 'string' && !limited.test(problem));
  if (broken.length > 0)
    return failed(
      `A node cannot pull images from ${broken.map(({ registry, problem }) => `${registry} (${String(problem)})`).join('; ')}.`,
      'Let the nodes reach these registries, directly or by a proxy, or mirror the images.',
    );
  const open = pulls.filter(({ problem }) => problem === null);
  if (open.length > 0)
    return unknown(
      `Whether a node can pull images from ${open.map(({ registry }) => registry).join(', ')} did not show in time.`,
      'Run the probe again. If the pod does not start, look at the nodes.',
    );
  return passed(`A node pulled an image from ${pulls.map(({ registry }) => registry).join(', ')}.`);
}

/** Whether a registry counts pulls and refuses more. */
export function judgeLimits(probe: Probe): Finding {
  const pulls = pullsOf(probe);
  const over = pulls.filter(({ problem }) => typeof problem === 'string' && limited.test(problem));
  if (over.length > 0)
    return failed(
      `Too many pulls: ${over.map(({ registry, problem }) => `${registry} (${String(problem)})`).join('; ')}.`,
      'Wait until the limit resets, log the nodes in to the registry, or mirror the images.',
    );
  return pulls.some(({ problem }) => problem === null)
    ? unknown('Not every image was pulled in time.', 'Run the probe again.')
    : passed('No registry refused an image because of too many pulls.');
}

/** Whether a program that is not root can write to a new volume of the default class. */
export function judgeVolume({ objects, write, log }: Probe): Finding {
  if (objects.write === undefined)
    return unknown(noShell, 'Choose a component with a database, for example pipelines.');
  const end = write?.status?.containerStatuses?.[0]?.state?.terminated;
  if (end === undefined)
    return unknown(
      'The pod that writes to a new volume did not end in time.',
      'Look at the storage class and the nodes: `kubectl get events -A`.',
    );
  return end.exitCode === 0
    ? passed('A program that runs as user 999 can write to a new volume.')
    : failed(
        `A program that runs as user 999 cannot write to a new volume: ${lastLine(log) || end.message || `exit code ${String(end.exitCode)}`}.`,
        'Use a default storage class whose volumes get the group of the pod (fsGroup).',
      );
}

/** How many files a node may watch. */
export function judgeInotify({ objects, log }: Probe): Finding {
  if (objects.write === undefined)
    return unknown(noShell, 'Choose a component with a database, for example pipelines.');
  const [instances, watches] = log.split('\n').flatMap((line) => (/^\d+$/.test(line.trim()) ? Number(line) : []));
  if (instances === undefined || watches === undefined)
    return unknown('The probe did not tell the limits of its node.', 'Run on a node: `sysctl fs.inotify`.');
  const evidence = `A node allows ${instances} inotify instances and ${watches} watches for each user.`;
  return instances >= enoughInstances
    ? passed(evidence)
    : warning(
        evidence,
        'Raise the limits on each node, for example: `sysctl -w fs.inotify.max_user_instances=2280 fs.inotify.max_user_watches=1255360`',
      );
}

const noShell = 'No image of this plan has a shell, so the probe could not look.';

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.replace(/\.$/, '') ?? '';
}
