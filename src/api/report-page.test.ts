import { expect, test } from 'vitest';
import type { PreflightReport } from './contract.ts';
import { reportPage } from './report-page.ts';

const evil = `<script>alert("x")</script>'&`;
const report: PreflightReport = {
  madeAt: '2026-11-29T04:00:00.000Z',
  installation: evil,
  release: { name: evil, version: evil, digest: evil },
  cluster: { server: evil, kubernetes: evil },
  totals: { objects: 2, workloads: 1, pods: 1, cpuMillicores: 100, memoryMiB: 128, gibibytes: 1 },
  components: [{ name: evil, title: evil, objects: 2, workloads: 1 }],
  clusterWide: [{ kind: evil, names: [evil] }],
  namespaces: [{ name: evil, made: true, kinds: [{ kind: evil, count: 1 }] }],
  webhooks: [{ name: evil, configuration: evil, service: evil, failClosed: true, asks: evil }],
  rights: [{ group: evil, resource: evil, verbs: [evil], namespaces: [evil], why: evil }],
  clusterRole: evil,
  checks: [
    {
      id: evil,
      title: evil,
      severity: 'warns',
      outcome: 'failed',
      evidence: evil,
      consequence: evil,
      fix: evil,
      overridden: evil,
    },
  ],
};

test('no text of a report becomes markup, and the page needs nothing from elsewhere', () => {
  const page = reportPage(report);
  expect(page).not.toMatch(/<script/i);
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;');
  expect(page).not.toMatch(/\b(src|href)=/);
  expect(page).toContain("default-src 'none'");
});

test('a cluster that is not there yet is named so', () => {
  expect(reportPage({ ...report, cluster: null })).toContain('on a cluster that does not exist yet or did not answer');
});
