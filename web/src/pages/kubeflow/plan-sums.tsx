import { useFormContext, useWatch } from 'react-hook-form';
import type { MachineView, PlanView } from '../../../../src/api/contract.ts';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';
import { WavePicture } from './wave-picture.tsx';

const words = kubeflowWords.sums;

interface PlanSumsProps {
  readonly plan: PlanView | undefined;
  /** The plan is the one before, and the next is on its way. */
  readonly stale: boolean;
  /** That the cluster would be made on. */
  readonly machine: MachineView | undefined;
}

/** What the plan asks for, against what the workers of stage 2 or this machine have. */
export function PlanSums({ plan, stale, machine }: PlanSumsProps) {
  const { control } = useFormContext<InstallationInput>();
  const cluster = useWatch({ control, name: 'spec.cluster' });
  if (plan === undefined) {
    return (
      <section className="mla-card" aria-busy="true">
        <p className="mla-soft">{words.pending}</p>
      </section>
    );
  }
  const { totals } = plan;
  const owner = machine?.capacity?.owner;
  const sums = sumsOf(totals, capacityOf(cluster) ?? capacityOfMachine(machine));
  const counts = [
    [words.objects, totals.objects],
    [words.images, totals.images.length + totals.hiddenImages.length],
    [words.waves, plan.waves.length],
    [words.gates, plan.gates.length],
  ] as const;
  return (
    <section className={`mla-card mla-stack${stale ? ' mla-sums-stale' : ''}`} aria-labelledby="sums" aria-busy={stale}>
      <div className="mla-row mla-spread">
        <h2 id="sums" className="mla-heading">
          {words.title}
        </h2>
        {stale && <p role="status">{words.pending}</p>}
        <ul className="mla-counts mla-soft mla-small">
          {counts.map(([label, count]) => (
            <li key={label}>
              {label} <strong>{count}</strong>
            </li>
          ))}
        </ul>
      </div>
      <dl className="mla-sums">
        {sums.map((sum) => (
          <Sum key={sum.label} sum={sum} owner={owner} />
        ))}
      </dl>
      {owner !== undefined && sums.some(({ share }) => share !== undefined && share > 1) && (
        <p role="alert" className="mla-bad">
          {words.tooLarge(owner)}
        </p>
      )}
      {totals.requests.undeclared > 0 && (
        <p className="mla-soft mla-small">{words.undeclared(totals.requests.undeclared)}</p>
      )}
      <WavePicture plan={plan} />
      {plan.notes.length > 0 && (
        <details>
          <summary>{words.notes}</summary>
          <ul className="mla-notes mla-small">
            {plan.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface SumOfPlan {
  readonly label: string;
  readonly value: string;
  /** Of what there is. */
  readonly share?: number;
  /** What there is. */
  readonly has?: string;
}

function sumsOf({ requests, pods, claims }: PlanView['totals'], capacity: Capacity | undefined): SumOfPlan[] {
  const memory = requests.memoryMiB / 1024;
  return [
    {
      label: words.cpu,
      value: words.cores(requests.cpuMillicores),
      ...(capacity !== undefined && {
        share: requests.cpuMillicores / (capacity.vcpus * 1000),
        has: words.cores(capacity.vcpus * 1000),
      }),
    },
    {
      label: words.memory,
      value: words.gib(memory),
      ...(capacity !== undefined && { share: memory / capacity.memoryGiB, has: words.gib(capacity.memoryGiB) }),
    },
    {
      label: words.pods,
      value: String(pods),
      ...(capacity?.pods !== undefined && { share: pods / capacity.pods, has: String(capacity.pods) }),
    },
    { label: words.disk, value: `${claims.count} · ${words.gib(claims.gibibytes)}` },
  ];
}

/** `owner`: who has the rest, where that is not the workers. */
function Sum({ sum: { label, value, share, has }, owner }: { sum: SumOfPlan; owner: string | undefined }) {
  return (
    <div data-over={share !== undefined && share > 1}>
      <dt className="mla-soft">{label}</dt>
      <dd>
        <strong className="mla-sum">{value}</strong>
        {share !== undefined && (
          <meter value={Math.min(1, share)} min={0} max={1} high={0.85} optimum={0.3} aria-label={label} />
        )}
        {has !== undefined && (
          <span className="mla-soft mla-small">
            {owner === undefined ? words.has(has) : words.hasOwner(has, owner)}
          </span>
        )}
      </dd>
    </div>
  );
}

interface TypedGroup {
  readonly count?: number;
  readonly vcpus?: number;
  readonly memoryGiB?: number;
}

/** Workers in a form that is not filled in to its end. */
interface TypedWorkers {
  readonly workers?: TypedGroup;
  readonly moreWorkers?: readonly TypedGroup[];
}

/** Kubernetes' own default of pods a node. */
const podsPerNode = 110;

interface Capacity {
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly pods?: number;
}

function capacityOfMachine(machine: MachineView | undefined): Capacity | undefined {
  return machine?.capacity && { vcpus: machine.capacity.cpus, memoryGiB: machine.capacity.memoryMiB / 1024 };
}

function capacityOf(cluster: InstallationInput['spec']['cluster']): Capacity | undefined {
  const definition = definitionOf(cluster.platform);
  if (definition.workersOf === undefined) return undefined;
  const { workers = {}, moreWorkers = [] } = (definition.workersOf(cluster) ?? {}) as TypedWorkers;
  return [workers, ...moreWorkers].reduce<{ vcpus: number; memoryGiB: number; pods: number }>(
    (sum, { count = 0, vcpus = 0, memoryGiB = 0 }) => ({
      vcpus: sum.vcpus + count * vcpus,
      memoryGiB: sum.memoryGiB + count * memoryGiB,
      pods: sum.pods + count * podsPerNode,
    }),
    { vcpus: 0, memoryGiB: 0, pods: 0 },
  );
}
