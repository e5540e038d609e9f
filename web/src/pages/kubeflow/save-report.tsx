import { Button } from '@patternfly/react-core';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { reportPage } from '../../../../src/api/report-page.ts';
import type { CheckResult, PreflightReport } from '../../../../src/api/contract.ts';
import type { Installation } from '../../../../src/installation/installation.ts';
import { call } from '../../api/api.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { saveFile } from '../../ui/show-as/save-file.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const reportQuery = (installation: Installation) =>
  queryOptions({
    queryKey: ['preflight-report', installation],
    queryFn: ({ signal }) => call('reportPreflight', { body: installation, signal }),
    retry: false,
  });

const words = kubeflowWords.preflight.report;

interface Props {
  readonly installation: Installation;
  /** The answers that are shown. */
  readonly checks: readonly CheckResult[];
}

/** Saves what preflight finds, what would be made and which rights that takes, as a page or as JSON. The cluster is asked again, but no test pods are started again: what they showed is added. */
export function SaveReport({ installation, checks }: Props) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async (format: 'html' | 'json') => {
      const report = withProbe(await client.query({ ...reportQuery(installation), staleTime: 60_000 }), checks);
      const name = `preflight-${installation.metadata.name}`;
      if (format === 'html') saveFile(`${name}.html`, reportPage(report), 'text/html');
      else saveFile(`${name}.json`, `${JSON.stringify(report, null, 2)}\n`, 'application/json');
    },
  });
  return (
    <div className="mla-stack-tight">
      <div className="mla-row">
        <span className="mla-soft">{words.lead}</span>
        <Button
          variant="link"
          isInline
          isLoading={save.isPending}
          isDisabled={save.isPending}
          onClick={() => save.mutate('html')}
        >
          {words.page}
        </Button>
        <Button variant="link" isInline isDisabled={save.isPending} onClick={() => save.mutate('json')}>
          {words.json}
        </Button>
      </div>
      {save.isError && <ErrorPanel error={save.error} />}
    </div>
  );
}

function withProbe(report: PreflightReport, checks: readonly CheckResult[]): PreflightReport {
  const own = new Set(report.checks.map(({ id }) => id));
  return { ...report, checks: [...report.checks, ...checks.filter(({ id }) => !own.has(id))] };
}
