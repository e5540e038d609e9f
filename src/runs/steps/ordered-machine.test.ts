import { expect, test } from 'vitest';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../kubeflow/sample/sample-release.ts';
import { createLaptopPlatform } from '../../platforms/laptop/laptop-platform.ts';
import { kindTool } from '../../platforms/kind/kind-tool.ts';
import { laptopInstallation } from '../../platforms/laptop/testing/laptop-request.fixture.ts';
import { createRecordedMachine } from '../../platforms/laptop/testing/recorded-machine.fixture.ts';
import { refuseSmallMachine } from '../../preflight/ordered-machine.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';
import { createClusterStep } from './make-cluster.ts';

test('a run whose components need more than the machine has ends before a container is created', async () => {
  await using machine = await createRecordedMachine(['docker', 'kind']);
  machine.state.engine = { memory: 8 * 1024 ** 3, cpus: 4 };
  const platform = createLaptopPlatform(kindTool, machine);
  const plan = makePlan({
    release: await loadSampleRelease(),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  });
  const requests = { cpuMillicores: 3522, memoryMiB: 9210, undeclared: 31 };
  const step = createClusterStep({
    platform: () => platform,
    findHandle: () => Promise.resolve(undefined),
    planFor: () => Promise.resolve({ ...plan, totals: { ...plan.totals, requests } }),
  } as never);
  const context = {
    installation: laptopInstallation('kind', { kubeflow: { release: 'sample' } }),
    signal: hangSignal(),
    tell: () => undefined,
  };
  await expect(step.run(context as never)).rejects.toMatchObject({
    key: 'preflight.machineTooSmall',
    message: 'Docker has 8 GiB of memory, and the chosen components declare that they need 9 GiB.',
  });
  expect(machine.state.calls().filter(({ args }) => args.includes('create'))).toEqual([]);
});

const capacity = { owner: 'Docker', memoryMiB: 16 * 1024, cpus: 4 };

test('memory and CPUs are compared with what is declared; where nothing is known of the machine, nothing is refused', () => {
  const little = { cpuMillicores: 730, memoryMiB: 2532, undeclared: 12 };
  expect(() => refuseSmallMachine({ capacity }, little)).not.toThrow();
  expect(() => refuseSmallMachine({ capacity }, { ...little, cpuMillicores: 4500 })).toThrow(
    'Docker has 4 CPUs, and the chosen components declare that they need 4.5.',
  );
  expect(() => refuseSmallMachine({ capacity }, { ...little, cpuMillicores: 4010 })).toThrow(
    'Docker has 4 CPUs, and the chosen components declare that they need 4.1.',
  );
  const almost = { ...capacity, memoryMiB: 12.6 * 1024 };
  expect(() => refuseSmallMachine({ capacity: almost }, { ...little, memoryMiB: 13_000 })).toThrow(
    'Docker has 12 GiB of memory, and the chosen components declare that they need 13 GiB.',
  );
  expect(() => refuseSmallMachine({ capacity: undefined }, { ...little, memoryMiB: 1e9 })).not.toThrow();
});
