/** Everything that is simulated, by the name that switches and status use. */
export const controllerNames = [
  'pods',
  'volumes',
  'load-balancer',
  'cert-manager-ca-injection',
  'cert-manager-issuers',
  'cert-manager-certificates',
  'cert-manager-webhook-ca',
  'webhook-self-certification',
  'istio-root-certificate',
  'profiles',
  'pipelines-profile',
  'notebooks',
  'notebook-status',
  'sample-ca-injection',
  'sample-certificates',
  'sample-workspaces',
  'finalizers',
] as const;

export type ControllerName = (typeof controllerNames)[number];

/** How a simulated part misbehaves. */
export interface ControllerSwitch {
  /** Milliseconds it waits before it does what it could do. */
  readonly delayMs?: number;
  /** It does nothing at all. */
  readonly never?: boolean;
  /** The two above hold for this one object only: `namespace/name`, or a name. */
  readonly only?: string;
}

export type Trouble = 'ImagePullBackOff' | 'CrashLoopBackOff' | 'Unschedulable';

/** How the pods of one workload misbehave. */
export interface WorkloadSwitch {
  readonly trouble?: Trouble;
  /** Milliseconds from being scheduled to being ready, on top of the usual ones. */
  readonly startDelayMs?: number;
}

export interface SwitchSettings {
  readonly controllers: Readonly<Partial<Record<ControllerName, ControllerSwitch>>>;
  /** By `namespace/name` of the Deployment, StatefulSet, DaemonSet, Job or bare pod. */
  readonly workloads: Readonly<Record<string, WorkloadSwitch>>;
  /** Whether a program crashes at its start for want of rights of its account, or of kinds that these let it watch. Default `needed`. */
  readonly rights?: 'needed' | 'ignored';
}

/** The switches of a running sandbox; they can be changed at any time. */
export class Switches {
  #settings: SwitchSettings;
  readonly #listeners: (() => void)[] = [];
  readonly #effects: (() => Promise<void>)[] = [];

  constructor(settings: Partial<SwitchSettings> = {}) {
    this.#settings = { controllers: {}, workloads: {}, ...settings };
  }

  get settings(): SwitchSettings {
    return this.#settings;
  }

  /** Sets one part's switch; undefined puts it back to normal. */
  setController(name: ControllerName, value: ControllerSwitch | undefined): void {
    this.#replace({ ...this.#settings, controllers: withEntry(this.#settings.controllers, name, value) });
  }

  /** Sets one workload's switch; undefined lets it heal. */
  setWorkload(workload: string, value: WorkloadSwitch | undefined): void {
    this.#replace({ ...this.#settings, workloads: withEntry(this.#settings.workloads, workload, value) });
  }

  setAll(settings: SwitchSettings): void {
    this.#replace(settings);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Something that must be brought in line in the cluster after each change. */
  onApply(effect: () => Promise<void>): void {
    this.#effects.push(effect);
  }

  /** Resolves when the cluster is as the switches say; only `Unschedulable` takes time (about a second). */
  async applied(): Promise<void> {
    await Promise.all(this.#effects.map((effect) => effect()));
  }

  #replace(settings: SwitchSettings): void {
    this.#settings = settings;
    this.#listeners.forEach((listener) => listener());
    // Whoever must know when it is done awaits applied().
    void this.applied().catch(() => undefined);
  }
}

/** What a part's switch means for one object. */
export function switchFor(
  settings: SwitchSettings,
  name: ControllerName,
  object: string,
): { delayMs: number; never: boolean } {
  const value = settings.controllers[name];
  if (
    value === undefined ||
    (value.only !== undefined && value.only !== object && value.only !== object.split('/').at(-1))
  )
    return { delayMs: 0, never: false };
  return { delayMs: value.delayMs ?? 0, never: value.never ?? false };
}

function withEntry<V>(record: Readonly<Record<string, V>>, key: string, value: V | undefined): Record<string, V> {
  const rest = Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
  return value === undefined ? rest : { ...rest, [key]: value };
}
