import { Button, Spinner } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useFormContext, useWatch } from 'react-hook-form';
import type { CheckResult } from '../../../../src/api/contract.ts';
import { installationSchema, type InstallationInput } from '../../../../src/installation/installation.ts';
import { preflightQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { stageOfField } from '../../parts/field-id.ts';
import { Said } from '../../parts/said.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.preflight;
const outcomes = ['failed', 'warning', 'unknown', 'passed'] as const;
const marks = { passed: '✓', warning: '!', failed: '✕', unknown: '?' } as const;

/** The checks of the cluster against the plan, asked for by the person; what is in the way comes first. */
export function Preflight() {
  const { control } = useFormContext<InstallationInput>();
  const read = installationSchema.safeParse(useWatch({ control }));
  const { installation } = useSearch({ from: '/new' });
  const checks = useQuery({ ...preflightQuery(read.data ?? ({} as never)), enabled: false });
  const count = (outcome: CheckResult['outcome']) => checks.data?.filter((check) => check.outcome === outcome).length ?? 0;
  const row = (check: CheckResult) => <CheckRow key={check.id} check={check} installation={installation} />;
  const sorted = outcomes.flatMap((outcome) => checks.data?.filter((check) => check.outcome === outcome) ?? []);
  return (
    <section className="mla-card mla-stack-tight" aria-labelledby="preflight" aria-busy={checks.isFetching}>
      <div className="mla-row mla-spread">
        <h2 id="preflight" className="mla-heading">
          {words.title}
        </h2>
        <Button variant="secondary" size="sm" isDisabled={!read.success || checks.isFetching} onClick={() => void checks.refetch()}>
          {checks.data === undefined ? words.first : words.run}
        </Button>
      </div>
      <p className="mla-soft" role="status">
        {checks.isFetching ? (
          <>
            <Spinner size="sm" aria-hidden="true" /> {words.pending}
          </>
        ) : checks.data !== undefined ? (
          words.summary(count('passed'), count('warning'), count('failed'), count('unknown'))
        ) : (
          words.lead
        )}
      </p>
      {!read.success && (
        <p>
          {words.fieldsFirst}{' '}
          <Link to="/new/cluster" search={installation === undefined ? {} : { installation }}>
            {words.toCluster}
          </Link>
        </p>
      )}
      {checks.isError && <ErrorPanel error={checks.error} />}
      {sorted.length > 0 && <ul className="mla-checks">{sorted.filter((check) => check.outcome !== 'passed').map(row)}</ul>}
      {count('passed') > 0 && (
        <details>
          <summary>{words.showFine(count('passed'))}</summary>
          <ul className="mla-checks">{sorted.filter((check) => check.outcome === 'passed').map(row)}</ul>
        </details>
      )}
    </section>
  );
}

function CheckRow({ check, installation }: { check: CheckResult; installation: string | undefined }) {
  return (
    <li data-outcome={check.outcome}>
      <span className="mla-check-mark" aria-hidden="true">
        {marks[check.outcome]}
      </span>
      <div>
        <p>
          <strong>{check.title}</strong> <span className="mla-small mla-soft">{words.outcome[check.outcome]}</span>
        </p>
        <p className="mla-soft">{check.evidence}</p>
        {check.fix !== undefined && check.outcome !== 'passed' && (
          <p>
            <Said text={check.fix} />
          </p>
        )}
        {check.field !== undefined && check.outcome !== 'passed' && (
          <p>
            <Link to={stageOfField(check.field)} search={{ ...(installation !== undefined && { installation }), field: check.field }}>
              {words.mend}
            </Link>
          </p>
        )}
      </div>
    </li>
  );
}
