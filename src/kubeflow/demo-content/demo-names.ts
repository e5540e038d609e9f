import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { OwnWork } from '../pipelines/own-work.ts';

/** The frameworks that the demo has notebooks for, with their names for people. */
export const frameworks = { tensorflow: 'TensorFlow', pytorch: 'PyTorch' } as const;

export type Framework = keyof typeof frameworks;

/** The name of everything that the demo makes in a namespace, and of its pipeline and experiment. */
export const demoName = 'mlanywhere-demo';

/** Marks what the demo made; the value is the installation. */
export const demoLabel = 'mlanywhere.dev/demo-content';

/** The same in Kubeflow Pipelines. */
export const demoWork: OwnWork = { name: demoName, mark: `[${demoLabel}]` };

/** What the demo works on the cluster with. */
export type DemoClient = Pick<
  KubernetesClient,
  'get' | 'list' | 'listMetadata' | 'create' | 'delete' | 'discover' | 'discoverAll'
>;

/** Tells with which framework and kind of GPU the demo was made. */
export const variantAnnotation = 'mlanywhere.dev/demo-variant';

/** On the IDE: the path of its page below the address of Kubeflow. */
export const pathAnnotation = 'mlanywhere.dev/demo-path';

/** Where the demo is, and for which installation. */
export interface DemoPlace {
  readonly client: DemoClient;
  readonly installation: string;
  /** The user's namespace. */
  readonly namespace: string;
  readonly signal: AbortSignal;
}

/** A demo that is being made. */
export interface DemoSite extends DemoPlace {
  /** In words for people and for comparing: `TensorFlow` or `PyTorch with nvidia.com/gpu`. */
  readonly variant: string;
}
