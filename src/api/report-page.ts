import type { CheckResult, NeededRight, PreflightReport } from './contract.ts';
import { sayCount } from './say-count.ts';

/** The report as one page: no script, nothing from elsewhere, for the screen in light and dark and for paper. */
export function reportPage(report: PreflightReport): string {
  const { release, cluster, totals, checks } = report;
  const name = `${release.name === 'kubeflow' ? 'Kubeflow' : release.name} ${release.version}`;
  const order: readonly CheckResult['outcome'][] = ['failed', 'warning', 'unknown', 'passed'];
  const sorted = order.flatMap((outcome) => checks.filter((check) => check.outcome === outcome));
  const counts = order.map(
    (outcome) => `${checks.filter((check) => check.outcome === outcome).length} ${said[outcome]}`,
  );
  const body = [
    `<header><h1>${escape(name)}: what the installation would do</h1>`,
    `<p>Installation <b>${escape(report.installation)}</b>, ${cluster === null ? 'on a cluster that does not exist yet or did not answer' : `on ${escape(cluster.server)} (Kubernetes ${escape(cluster.kubernetes)})`}. Made ${escape(report.madeAt)}. Nothing was changed in the cluster.</p></header>`,
    section('Findings', `<p>${counts.join(' · ')}</p><ul class="checks">${sorted.map(checkItem).join('')}</ul>`),
    section(
      'What would be made',
      `<p>${sayCount(totals.objects, 'object')}, ${sayCount(totals.workloads, 'workload')} with ${sayCount(totals.pods, 'pod')}. Requests: ${(totals.cpuMillicores / 1000).toFixed(1)} CPUs, ${(totals.memoryMiB / 1024).toFixed(1)} GiB of memory, ${totals.gibibytes} GiB of disk.</p>` +
        table(
          ['Component', 'Objects', 'Workloads'],
          report.components.map((one) => [one.title, one.objects, one.workloads]),
        ) +
        `<h3>Namespaces</h3>${table(
          ['Namespace', 'Is', 'Objects'],
          report.namespaces.map((one) => [
            one.name,
            one.made ? 'made' : 'used',
            one.kinds.map(({ kind, count }) => `${count} ${kind}`).join(', '),
          ]),
        )}` +
        `<h3>Objects of the whole cluster</h3>${table(
          ['Kind', 'Count', 'Names'],
          report.clusterWide.map(({ kind, names }) => [kind, names.length, names.join(', ')]),
        )}` +
        `<h3>Webhooks</h3><p>The API server calls them when the objects named are written. If a webhook that fails closed does not answer, the API server rejects the object.</p>${table(
          ['Webhook', 'Service', 'Asked about', 'Without an answer'],
          report.webhooks.map((one) => [one.name, one.service, one.asks, one.failClosed ? 'rejected' : 'accepted']),
        )}`,
    ),
    section(
      'Rights that the account needs',
      '<p>Computed from the objects. An administrator of the cluster (cluster-admin) has them all. Another account needs exactly these.</p>' +
        rightsPart(report.rights),
    ),
    section(
      'These rights as a ClusterRole',
      `<p>Kubeflow brings ClusterRoles with wide rights for its controllers. Who may install them (escalate, bind) can also give such rights to themselves. So give the role to an account that you trust, and take it back after the installation.</p><pre>${escape(report.clusterRole)}</pre>`,
    ),
    `<footer><p>Release ${escape(release.digest)}</p></footer>`,
  ].join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(`${name}: preflight report of ${report.installation}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const said: Readonly<Record<CheckResult['outcome'], string>> = {
  failed: 'failed',
  warning: 'warnings',
  unknown: 'not checked',
  passed: 'passed',
};
const one: Readonly<Record<CheckResult['outcome'], string>> = { ...said, warning: 'warning' };
const effects: Readonly<Record<CheckResult['severity'], string>> = {
  blocks: 'blocks the installation',
  warns: 'stops the installation until somebody overrides it',
  informs: 'for information',
};

function checkItem(check: CheckResult): string {
  const { id, title, outcome, severity, evidence, consequence, fix, overridden } = check;
  const line = (label: string, text: string | undefined): string =>
    text === undefined || outcome === 'passed' ? '' : `<p><b>${label}:</b> ${withCode(text)}</p>`;
  return `<li class="${outcome}"><p><span class="mark">${one[outcome]}</span> <b>${escape(title)}</b> <code>${escape(id)}</code>${outcome === 'failed' ? ` <i>${effects[severity]}</i>` : ''}</p><p>${escape(evidence)}</p>${line('If ignored', consequence)}${line('What to do', fix)}${line('Overridden', overridden)}</li>`;
}

/** Rights to read are many and alike: a sentence instead of rows. */
function rightsPart(rights: readonly NeededRight[]): string {
  const wide = rights.filter(({ namespaces, verbs }) => namespaces.length === 0 && verbs.includes('list'));
  const rest = rights.filter((right) => !wide.includes(right));
  const rows = rest.map((right) => [
    nameOf(right),
    right.verbs.join(', '),
    right.namespaces.length === 0 ? 'whole cluster' : right.namespaces.join(', '),
    right.why,
  ]);
  const verbs = [...new Set(wide.flatMap((right) => right.verbs))].join(', ');
  return `${table(['Resource', 'Verbs', 'Where', 'Why'], rows)}<p><b>${escape(verbs)} in the whole cluster</b>, to check the cluster, to tell which objects exist already and whose they are, and why a program does not start: ${escape(wide.map(nameOf).join(', '))}.</p>`;
}

function nameOf({ group, resource }: NeededRight): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function section(title: string, content: string): string {
  return `<section><h2>${title}</h2>${content}</section>`;
}

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly (string | number)[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escape(String(cell))}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><thead>${cells('th', heads)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`;
}

/** Commands are between backticks. */
function withCode(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

const style = `
:root{--ink:#1b1d21;--soft:#5b6170;--line:#d9dce3;--back:#fff;--card:#f6f7f9;--bad:#b3261e;--warn:#8a5a00;--good:#1d6b3a}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#a4abba;--line:#3a3f4a;--back:#16181c;--card:#1f2228;--bad:#ff8a80;--warn:#f0bd5c;--good:#7fd6a0}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.25rem 0}pre{font-size:.8rem;overflow-x:auto;background:var(--card);border-radius:4px;padding:.75rem;white-space:pre-wrap}code{font-size:.85em;color:var(--soft)}i,footer{color:var(--soft)}
.checks{list-style:none;margin:.75rem 0;padding:0;display:grid;gap:.6rem}
.checks li{background:var(--card);border-inline-start:4px solid var(--line);border-radius:4px;padding:.5rem .75rem}
.failed{border-color:var(--bad)!important}.warning,.unknown{border-color:var(--warn)!important}.passed{border-color:var(--good)!important}
.mark{font-size:.8rem;font-weight:700}.failed .mark{color:var(--bad)}.warning .mark,.unknown .mark{color:var(--warn)}.passed .mark{color:var(--good)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.5rem 0}
th,td{text-align:start;vertical-align:top;padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word;min-width:5rem}td:last-child{min-width:12rem}th{color:var(--soft);font-weight:600}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--back:#fff;--card:#fff;--bad:#900;--warn:#640;--good:#040}body{font-size:10pt}main{max-width:none;padding:0}li,tr{break-inside:avoid}h2,h3{break-after:avoid}}
`.trim();
