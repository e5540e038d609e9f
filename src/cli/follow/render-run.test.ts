import { expect, test } from 'vitest';
import { finalLines } from './final-lines.ts';
import { installing, failed, start, succeeded } from './recorded-views.fixture.ts';
import { renderRun } from './render-run.ts';
import { wrapLine } from '../output/wrap-line.ts';
import { displayWidth, formatLine, type Line } from './styled-line.ts';

const moment = { now: start + 31_000, frame: 4, width: 110, command: (words: string): string => `./mla ${words}` };
const plain = (lines: readonly Line[], width = 110): string[] =>
  lines.map((line) => formatLine(line, { width, color: false }));

test('a run in the middle of its install shows phases, bars, the three waits that matter and the warnings', () => {
  expect(plain(renderRun(installing, moment))).toMatchInlineSnapshot(`
    [
      "✔ Connect to CCP https://127.0.0.1:8443         0.2 s   CCP 6.1.0, certificate pinned",
      "✔ Create cluster demo (1 + 3 nodes)             9.1 s   Kubernetes v1.36.3, 4 nodes",
      "⠼ Install Kubeflow 26.03.1                       22 s",
      "    objects    ████████████████████████████░░░░░░░░░░░░ 512/727",
      "    workloads  █████████████████████░░░░░░░░░░░░░░░░░░░ 31/58",
      "    waiting    Deployment kubeflow/katib-db-manager: ImagePullBackOff: the image cannot be found (2.0 s)",
      "    waiting    1 component waits for the webhook kubeflow/kserve-webhook-server-service, whose pods start",
      "               (6.0 s)",
      "    waiting    1 component waits for pods that start (3.0 s)",
      "○ Hand over",
      "! kserve takes longer than usual",
    ]
  `);
});

test('a run that is ready ends with what to do next', () => {
  expect(
    plain(
      finalLines(
        {
          ...succeeded,
          access: {
            dashboard: 'http://localhost:8080',
            how: 'kubectl --kubeconfig demo.kubeconfig -n istio-system port-forward service/istio-ingressgateway 8080:80',
            user: 'ada@example.com',
          },
        },
        moment,
      ),
      200,
    ).slice(4),
  ).toMatchInlineSnapshot(`
    [
      "! kserve takes longer than usual",
      "Kubeflow is ready in 58 s.",
      "  Kubeconfig: ./mla kubeconfig demo --output demo.kubeconfig",
      "  Dashboard: ./mla open demo   (sign in as ada@example.com)",
      "  Password: ./mla credentials demo --reveal",
    ]
  `);
});

test('what is simulated, and the sample, are called so when they are ready; nobody is sent to a dashboard that is not there', () => {
  const nowhere = { dashboard: null, how: 'Nothing to open.' };
  const simulated = plain(finalLines({ ...succeeded, simulated: true, access: nowhere }, moment)).slice(5);
  expect(simulated.join('\n')).toContain(
    'Kubeflow is ready in 58 s. Simulated: nothing runs in its pods, and there is no dashboard to open.',
  );
  const sample = plain(
    finalLines(
      { ...succeeded, release: { name: 'sample', version: '1.0.0' }, simulated: true, access: nowhere },
      moment,
    ),
  )
    .slice(5)
    .join('\n');
  expect(sample).toContain('The sample release (not Kubeflow) is ready in 58 s. Simulated:');
  for (const lines of [simulated.join('\n'), sample]) expect(lines).not.toMatch(/port-forward|localhost/);
});

test('where nothing is left when the command has ended, no commands are told', () => {
  expect(plain(finalLines(succeeded, { ...moment, command: undefined })).slice(5)).toEqual([
    'Kubeflow is ready in 58 s.',
  ]);
  expect(plain(finalLines(failed, { ...moment, command: undefined })).join('\n')).not.toContain('retry');
});

test('a run that failed ends with the error, its cause, its fix and its code', () => {
  const lines = plain(finalLines(failed, moment));
  expect(lines.join('\n')).toContain('✖ Install Kubeflow 26.03.1');
  expect(lines.slice(5)).toMatchInlineSnapshot(`
    [
      "The run failed after 40 s.",
      "Error: The cluster refused the connection.",
      "  Likely cause: Nothing listens there.",
      "  What to do:   Check the address.",
      "  Code:         MLA-KUBERNETES-001",
      "  Retry from the failed step: ./mla retry demo",
      "  Whole log: ./mla logs demo",
    ]
  `);
});

test.each([
  ['after what passes by itself', 'MLA-KUBERNETES-003', 'timeout', '  Retry from the failed step: ./mla retry demo'],
  [
    'after what someone has to change first',
    'MLA-KUBERNETES-040',
    'conflict',
    '  When that is done, retry from the failed step: ./mla retry demo',
  ],
  [
    'not where the same would fail again',
    'MLA-KUBERNETES-027',
    'invalid',
    '  Correct the installation and apply it again: ./mla apply -f FILE',
  ],
])('a retry is offered %s', (_, code, kind, line) => {
  const lines = plain(finalLines({ ...failed, error: { ...failed.error!, code, kind } }, moment));
  expect(lines.filter((one) => /mla (retry|apply)/.test(one))).toEqual([line]);
});

test('the bars never overstate: one object short of all is not full', () => {
  const nearly = { ...installing, objects: { ...installing.objects, applied: 726 } };
  expect(plain(renderRun(nearly, moment))[3]).toMatch(/█░ 726\/727$/);
});

test.each([40, 60, 80, 110, 200])('no line is wider than a terminal of %i columns', (width) => {
  const long = {
    ...installing,
    warnings: ['Metrics for autoscaling: metrics.k8s.io is not served. Kubeflow works without it, but scales less.'],
    waiting: installing.waiting.map((wait) => ({
      ...wait,
      severity: 'warning' as const,
      why: 'Its image is gone. '.repeat(9),
    })),
  };
  const lines = [
    ...renderRun(long, { ...moment, width }),
    ...finalLines({ ...failed, warnings: long.warnings }, { ...moment, width }),
  ];
  // Nothing is cut where each word has room.
  if (width >= 80)
    expect(
      plain(
        lines.flatMap((line) => wrapLine(line, width)),
        width,
      ).join(),
    ).not.toContain('…');
  for (const line of plain(lines, width)) {
    expect(displayWidth(line)).toBeLessThanOrEqual(width);
  }
});

test('colour adds nothing but colour', () => {
  const [line = []] = renderRun(installing, moment);
  const colored = formatLine(line, { width: 110, color: true });
  expect(colored).toContain('\u001b[32m✔\u001b[39m');
  // The linter's rule against control characters does not know that they are what is looked for.
  expect(colored.replaceAll(new RegExp('\u001b\\[\\d+m', 'g'), '').trimEnd()).toBe(
    formatLine(line, { width: 110, color: false }),
  );
});

test('a message from a pod cannot drive the terminal', () => {
  const nasty = {
    ...installing,
    waiting: [
      { what: 'pod', since: installing.createdAt, severity: 'info' as const, why: 'a\u001b[2Jb\nc\u009b31m\u0007d' },
    ],
  };
  const text = plain(renderRun(nasty, moment)).join('\n');
  expect(text).not.toMatch(new RegExp('[\u0000-\u0009\u000b-\u001f\u007f-\u009f]'));
  expect(text).toContain('Pod: ab c');
});

test('a pause, a cluster that was there already and a turn that comes later are said in few words', () => {
  const view = {
    ...installing,
    state: 'paused' as const,
    pausedBecause: 'The disk that holds the data is full.',
    phases: installing.phases.map((phase) => (phase.name === 'cluster' ? { ...phase, alreadyThere: true } : phase)),
    waiting: [
      {
        what: 'webhook later',
        reason: 'webhooks' as const,
        since: installing.createdAt,
        severity: 'info' as const,
        later: true,
      },
    ],
  };
  const text = plain(renderRun(view, moment)).join('\n');
  expect(text).toMatch(/Create cluster.*existing/);
  expect(text).toContain('Paused: The disk that holds the data is full.');
  expect(text).toContain('waiting    Waiting for the webhook later, whose pods start (31 s)');
});

test('a release of another name is called by its own, in the last line and in its phases', () => {
  const acme = { ...succeeded, release: { name: 'acme-ml', version: '2.0' } };
  expect(plain(finalLines(acme, { ...moment, command: undefined })).slice(5)).toEqual(['Acme-ml is ready in 58 s.']);
});
