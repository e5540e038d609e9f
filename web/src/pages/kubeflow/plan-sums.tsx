import { useFormContext, useWatch } from 'react-hook-form';
import type { PlanView } from '../../../../src/api/contract.ts';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';
import { WavePicture } from './wave-picture.tsx';

const words = kubeflowWords.sums;

/** `stale`: the plan is the one before, and the next is on its way. What the plan asks for, against what the workers of stage 2 have. */
export function PlanSums({ plan, stale }: { plan: PlanView | undefined; stale: boolean }) {
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
  const capacity = capacityOf(cluster);
  const sums = [
    {
      label: words.cpu,
      value: words.cores(totals.requests.cpuMillicores),
      share: capacity && totals.requests.cpuMillicores / (capacity.vcpus * 1000),
      has: capacity && words.cores(capacity.vcpus * 1000),
    },
    {
      label: words.memory,
      value: words.gib(totals.requests.memoryMiB / 1024),
      share: capacity && totals.requests.memoryMiB / 1024 / capacity.memoryGiB,
      has: capacity && words.gib(capacity.memoryGiB),
    },
    {
      label: words.pods,
      value: String(totals.pods),
      share: capacity && totals.pods / capacity.pods,
      has: capacity && String(capacity.pods),
    },
    {
      label: words.disk,
      value: `${totals.claims.count} · ${words.gib(totals.claims.gibibytes)}`,
      share: undefined,
      has: undefined,
    },
  ];
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
          <div key={sum.label} data-over={sum.share !== undefined && sum.share > 1}>
            <dt className="mla-soft">{sum.label}</dt>
            <dd>
              <strong className="mla-sum">{sum.value}</strong>
              {sum.share !== undefined && (
                <meter
                  value={Math.min(1, sum.share)}
                  min={0}
                  max={1}
                  high={0.85}
                  optimum={0.3}
                  aria-label={sum.label}
                />
              )}
              {sum.has !== undefined && <span className="mla-soft mla-small">{words.has(sum.has)}</span>}
            </dd>
          </div>
        ))}
      </dl>
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

function capacityOf(
  cluster: InstallationInput['spec']['cluster'],
): { vcpus: number; memoryGiB: number; pods: number } | undefined {
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
