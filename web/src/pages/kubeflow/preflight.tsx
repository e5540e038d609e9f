import { Button, Spinner } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { CheckResult } from '../../../../src/api/contract.ts';
import {
  installationSchema,
  type Installation,
  type InstallationInput,
} from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { installationQuery, preflightQuery } from '../../api/queries.ts';
import { useGoToProblem } from '../../draft/use-go-to-problem.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { stageOfField } from '../../ui/fields/field-id.ts';
import { Said } from '../../ui/feedback/said.tsx';
import { ProbeSwitch } from './probe-switch.tsx';
import { SaveReport } from './save-report.tsx';
import { OverrideCheck, useOverrides } from './override-check.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.preflight;
const outcomes = ['failed', 'warning', 'unknown', 'passed'] as const;
const marks = { passed: '✓', warning: '!', failed: '✕', unknown: '?' } as const;

/** The preflight checks, run on request; failures come first. */
export function Preflight() {
  const { control } = useFormContext<InstallationInput>();
  const read = installationSchema.safeParse(useWatch({ control }));
  const { installation } = useSearch({ from: '/new' });
  const isThere = useClusterIsThere(installation);
  const [probe, setProbe] = useState(false);
  const checks = useQuery({ ...preflightQuery(withoutOverrides(read.data) ?? ({} as never), probe), enabled: false });
  const overrides = useOverrides();
  const goToProblem = useGoToProblem();
  const passed = countOf(checks.data, 'passed');
  const row = (check: CheckResult) => (
    <CheckRow key={check.id} check={check} overridden={overrides.get(check.id)} installation={installation} />
  );
  const sorted = outcomes.flatMap((outcome) => checks.data?.filter((check) => check.outcome === outcome) ?? []);
  return (
    <section className="mla-card mla-stack-tight" aria-labelledby="preflight" aria-busy={checks.isFetching}>
      <div className="mla-row mla-spread">
        <h2 id="preflight" className="mla-heading">
          {words.title}
        </h2>
        <Button
          variant="secondary"
          size="sm"
          isDisabled={checks.isFetching}
          onClick={() => void (read.success ? checks.refetch() : goToProblem(read.error))}
        >
          {checks.data === undefined ? words.first : words.run}
        </Button>
      </div>
      <p id="preflight-standing" className="mla-soft" role="status">
        <Standing checks={checks.data} asking={checks.isFetching} probe={probe} isThere={isThere} />
      </p>
      {isThere && <ProbeSwitch isOn={probe} isDisabled={checks.isFetching} onChange={setProbe} />}
      {!read.success && (
        <p>
          {words.fieldsFirst}{' '}
          <Button variant="link" isInline onClick={() => void goToProblem(read.error)}>
            {words.toField}
          </Button>
        </p>
      )}
      {checks.isError && <ErrorPanel error={checks.error} />}
      {checks.data !== undefined && read.data !== undefined && (
        <SaveReport installation={read.data} checks={checks.data} />
      )}
      {sorted.length > 0 && (
        <ul className="mla-checks">{sorted.filter((check) => check.outcome !== 'passed').map(row)}</ul>
      )}
      {passed > 0 && (
        <details>
          <summary>{words.showFine(passed)}</summary>
          <ul className="mla-checks">{sorted.filter((check) => check.outcome === 'passed').map(row)}</ul>
        </details>
      )}
    </section>
  );
}

/** The answers stay while somebody overrides a check. */
function withoutOverrides(installation: Installation | undefined): Installation | undefined {
  if (installation === undefined || installation.spec.kubeflow === null) return installation;
  const { overrides: _, ...kubeflow } = installation.spec.kubeflow;
  return { ...installation, spec: { ...installation.spec, kubeflow } };
}

/** Of a cluster that has still to be made, only its order can be checked. No pod starts on it. */
function useClusterIsThere(installation: string | undefined): boolean {
  const { control } = useFormContext<InstallationInput>();
  const platform = useWatch({ control, name: 'spec.cluster.platform' });
  const existing = useQuery({ ...installationQuery(installation ?? ''), enabled: installation !== undefined });
  return !definitionOf(platform).capabilities.makesClusters || existing.data?.kubeconfig === true;
}

const countOf = (checks: readonly CheckResult[] | undefined, outcome: CheckResult['outcome']): number =>
  checks?.filter((check) => check.outcome === outcome).length ?? 0;

function Standing({
  checks,
  asking,
  probe,
  isThere,
}: {
  checks: readonly CheckResult[] | undefined;
  asking: boolean;
  probe: boolean;
  isThere: boolean;
}) {
  if (asking) {
    return (
      <>
        <Spinner size="sm" aria-hidden="true" /> {probe ? words.pendingProbe : words.pending}
      </>
    );
  }
  if (checks === undefined) return isThere ? words.lead : words.clusterFirst;
  const [passed, warnings, failed, unknown] = (['passed', 'warning', 'failed', 'unknown'] as const).map((outcome) =>
    countOf(checks, outcome),
  ) as [number, number, number, number];
  return words.summary(passed, warnings, failed, unknown);
}

function CheckRow({
  check,
  overridden,
  installation,
}: {
  check: CheckResult;
  overridden: string | undefined;
  installation: string | undefined;
}) {
  return (
    <li data-outcome={check.outcome}>
      <span className="mla-check-mark" aria-hidden="true">
        {marks[check.outcome]}
      </span>
      <div>
        <p>
          <strong>{check.title}</strong> <span className="mla-small mla-soft">{words.outcome[check.outcome]}</span>
          {check.outcome === 'failed' && (
            <span className="mla-small mla-soft"> · {words.severity[check.severity]}</span>
          )}
        </p>
        <p className="mla-soft">{check.evidence}</p>
        {check.consequence !== undefined && check.outcome !== 'passed' && (
          <p className="mla-soft">{check.consequence}</p>
        )}
        {check.fix !== undefined && check.outcome !== 'passed' && (
          <p>
            <Said text={check.fix} />
          </p>
        )}
        {check.field !== undefined && check.outcome !== 'passed' && (
          <p>
            <Link
              to={stageOfField(check.field)}
              search={{ ...(installation !== undefined && { installation }), field: check.field }}
            >
              {words.fix}
            </Link>
          </p>
        )}
        {check.outcome === 'failed' && check.severity === 'warns' && (
          <OverrideCheck id={check.id} overridden={overridden} />
        )}
      </div>
    </li>
  );
}
