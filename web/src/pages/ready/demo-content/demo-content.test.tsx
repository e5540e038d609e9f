import { expect, test } from 'vitest';
import { answersKept, render, wordsOf } from '../../../../testing/render.fixture.ts';
import type { DemoContentView } from '../../../../../src/api/contract.ts';
import { MlaError } from '../../../../../src/errors/error.ts';
import { owner } from '../../../../../src/api/principal.ts';
import type { AccessView } from '../../../../../src/api/run.ts';
import { demoContentQuery, sessionQuery } from '../../../api/queries.ts';
import { DemoContent } from './demo-content.tsx';

const nothing: DemoContentView = {
  activity: 'none',
  progress: [],
  error: null,
  demo: null,
  pipelines: true,
  run: null,
  accelerator: null,
};
const demo = {
  namespace: 'ann',
  variant: 'PyTorch',
  ide: { kind: 'Notebook', state: 'ready', path: '/notebook/ann/mlanywhere-demo/' },
};

async function page(view: Partial<DemoContentView>, simulated = false): Promise<string> {
  const answers = answersKept();
  answers.setQueryData(demoContentQuery('demo').queryKey, { ...nothing, ...view });
  return wordsOf(await render(<DemoContent name="demo" simulated={simulated} />, answers));
}

test('the demo is installed by a button; a GPU is asked for where nodes have one', async () => {
  const plain = await page({});
  expect(plain).toContain('Install the demo');
  expect(plain).not.toMatch(/GPU|Remove/);
  expect(await page({ accelerator: 'nvidia.com/gpu' })).toContain('keeps one nvidia.com/gpu until you remove the demo');
});

test('while it is installed, its parts say how they are doing, and nothing else can be asked for', async () => {
  const shown = await page({
    activity: 'installing',
    progress: [
      { part: 'volume', state: 'ready' },
      { part: 'ide', state: 'its pod is not ready yet' },
    ],
  });
  expect(shown).toContain('Volume with the files ready');
  expect(shown).toContain('Notebook server its pod is not ready yet');
  expect(shown).not.toMatch(/Install the demo|Remove/);
});

const run = { state: 'SUCCEEDED', path: '/_/pipeline/?ns=ann#/runs/details/1' };

test('what is there is shown; a demo that is whole is only removed', async () => {
  const shown = await page({ demo, run });
  expect(shown).toContain('In ann: PyTorch.');
  expect(shown).toContain('Run of the pipeline: SUCCEEDED');
  expect(shown).toContain('Remove the demo');
  expect(shown).not.toMatch(/Install the demo|Continue/);
});

test('notebook and run open at the address of the dashboard, through the server, or by a command', async () => {
  const linked = async (access: AccessView | undefined, dashboards: boolean): Promise<string> => {
    const answers = answersKept();
    answers.setQueryData(demoContentQuery('demo').queryKey, { ...nothing, demo, run });
    answers.setQueryData(sessionQuery.queryKey, { version: '1', principal: owner, dashboards });
    return render(<DemoContent name="demo" simulated={false} access={access} />, answers);
  };
  const own = await linked({ dashboard: 'https://kubeflow.example', how: 'open it' }, true);
  expect(own).toContain('href="https://kubeflow.example/notebook/ann/mlanywhere-demo/"');
  expect(own).toContain('href="https://kubeflow.example/_/pipeline/?ns=ann#/runs/details/1"');
  const forwarded = { dashboard: 'http://localhost:8080', how: 'kubectl port-forward' };
  const through = await linked(forwarded, true);
  expect(through.match(/<button[^>]*>.*?<\/button>/g)?.join()).toMatch(/Open the notebook server.*Open the run/);
  expect(through).not.toMatch(/href=|mla open/);
  const command = wordsOf(await linked(forwarded, false));
  expect(command).toContain('mla open demo --path &#x27;/notebook/ann/mlanywhere-demo/&#x27;');
});

test('one that was interrupted is continued or removed, and a failure says what to do', async () => {
  const error = new MlaError('demoContent.noIde', { name: 'demo' }).report();
  const shown = await page({ demo: { ...demo, ide: null }, error });
  expect(shown).toContain('Continue the installation');
  expect(shown).toContain('Remove the demo');
  expect(shown).toContain('Install the component notebooks too');
});

test('a server that has restarted says that it does not know of the run, and does not call the demo unfinished', async () => {
  const shown = await page({ demo });
  expect(shown).toContain('It is not known whether the pipeline has run');
  expect(shown).toContain('Sign in and look; run it if it has not run');
  expect(shown).not.toContain('Continue the installation');
  const stopped = new MlaError('demoContent.noIde', { name: 'demo' }).report();
  expect(await page({ demo, error: stopped })).toContain('Continue the installation');
});

test('a demo without a pipeline is whole when the notebook server is ready, where Kubeflow Pipelines is not installed', async () => {
  expect(await page({ demo, pipelines: false })).not.toMatch(/Continue|It is not known/);
});

test('nothing is offered on a simulated cluster', async () => {
  expect(await page({}, true)).not.toContain('Install the demo');
});
