import { describe, expect, test } from 'vitest';
import { findLaptopTools } from '../../../scripts/setup/go/laptop-tools.mjs';
import { patience } from '../../../test/patience.fixture.ts';
import { runProgram } from '../../programs/run-program.ts';
import { filesOf } from '../laptop/cluster-files.ts';
import { findEngine } from '../laptop/engine/find-engine.ts';
import { findTool } from '../laptop/machine.ts';
import { laptopInstallation } from '../laptop/testing/laptop-request.fixture.ts';
import { createRecordedMachine } from '../laptop/testing/recorded-machine.fixture.ts';
import { k3dTool } from './k3d-tool.ts';

const tools = await findLaptopTools();

// The program is the real one, built from its Go module. It speaks to the engine's API itself, so without an
// engine it goes as far as reading its arguments.
describe.skipIf(tools === undefined)('the real k3d', () => {
  test('tells its version, and accepts every argument of a creation up to the missing engine', async () => {
    await using machine = await createRecordedMachine(['docker']);
    await machine.install('k3d', tools?.k3d);
    const signal = AbortSignal.timeout(patience.work);
    expect(await findTool(k3dTool, machine.surroundings, signal)).toMatchObject({ version: '5.9.0' });
    const engine = await findEngine(machine.surroundings, { signal });
    const installation = laptopInstallation('k3d', {
      wish: { nodes: 3, ports: ['8123:31380'], gpus: 'all' },
      proxy: { https: 'http://proxy.example:3128' },
    });
    const wish = k3dTool.wishOf(installation);
    if (wish === undefined) throw new Error('not an installation of k3d');
    const files = filesOf({ dataDirectory: machine.dataDirectory, tool: 'k3d', name: 'demo', owner: 'o' });
    const order = { name: 'demo', wish, proxy: installation.spec.proxy, files, engine };
    const run = async (args: readonly string[]) => {
      const environment = {
        ...machine.environment,
        LOG_COLORS: 'false',
        DOCKER_HOST: `unix://${machine.directory}/none.sock`,
      };
      const file = tools?.k3d ?? '';
      return runProgram({ file, args, environment, timeout: patience.work, maximumOutput: 1024 * 1024 });
    };
    const created = await run(k3dTool.create(order).args);
    const said = k3dTool.readFailure(created.stderr.split('\n').map((text) => ({ from: 'stderr', text })));
    expect(created.exitCode).toBe(1);
    expect(said).toMatch(/Failed Network Preparation.*Cannot connect to the Docker daemon/);
    expect(said).not.toMatch(/unknown flag|invalid|filter/i);
    const bogus = await run([...k3dTool.create(order).args, '--bogus']);
    expect(bogus.stderr.split('\n')[0]).toBe('Error: unknown flag: --bogus');
    // Without an engine it deletes nothing and still ends well: only a look at the containers tells.
    expect((await run(k3dTool.deleteArgs('demo', files))).exitCode).toBe(0);
  });
});
