import { expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { createDemoActivities, type DemoReporter } from './activities.ts';

/** Work whose course and end a test decides. */
function controlledWork() {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let reporter: DemoReporter | undefined;
  const work = async (given: DemoReporter): Promise<void> => {
    reporter = given;
    await promise;
  };
  return { work, resolve: () => resolve(undefined), reject, reporter: () => reporter as DemoReporter };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what is going on is shown with the newest state of each part, and then that it is over', async () => {
  const activities = createDemoActivities(() => undefined);
  expect(activities.of('demo').activity).toBe('none');
  const { work, resolve, reporter } = controlledWork();
  activities.begin('demo', 'installing', work);
  reporter().onProgress('volume', 'the files are being copied');
  reporter().onProgress('volume', 'ready');
  reporter().onProgress('ide', 'its pod is not ready yet');
  expect(activities.of('demo')).toMatchObject({
    activity: 'installing',
    progress: [
      { part: 'volume', state: 'ready' },
      { part: 'ide', state: 'its pod is not ready yet' },
    ],
  });
  reporter().onRun({ state: 'SUCCEEDED', path: '/_/pipeline/' });
  resolve();
  await settled();
  expect(activities.of('demo')).toMatchObject({ activity: 'none', error: null, run: { state: 'SUCCEEDED' } });
});

test('a second one at the same time is refused, and one of another installation is not', () => {
  const activities = createDemoActivities(() => undefined);
  const { work } = controlledWork();
  activities.begin('demo', 'installing', work);
  expect(() => activities.begin('demo', 'removing', work)).toThrow(new MlaError('demoContent.busy', { name: 'demo' }));
  activities.begin('other', 'removing', work);
  expect(activities.of('other').activity).toBe('removing');
});

test('a failure is kept with its fix until the next begins', async () => {
  const activities = createDemoActivities(() => undefined);
  const first = controlledWork();
  activities.begin('demo', 'installing', first.work);
  first.reject(new MlaError('demoContent.noGpu', { name: 'demo' }));
  await settled();
  expect(activities.of('demo')).toMatchObject({ activity: 'none', error: { code: 'MLA-DEMO-003' } });
  activities.begin('demo', 'installing', controlledWork().work);
  expect(activities.of('demo').error).toBeNull();
});
