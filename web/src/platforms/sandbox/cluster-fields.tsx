import { Section } from '../../ui/fields/section.tsx';
import { WorkerFields } from '../workers/worker-fields.tsx';
import { WorkerGroups } from '../workers/worker-groups.tsx';
import { sandboxWords } from './words.ts';

/** Simulated nodes. */
export function SandboxFields() {
  return (
    <Section {...sandboxWords.cluster}>
      <WorkerFields base="spec.cluster.sandbox.workers" />
      <WorkerGroups base="spec.cluster.sandbox.moreWorkers" />
    </Section>
  );
}
