import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually, promises, within } from '../../../test/patience.fixture.ts';
import { createLaptopPlatform } from './laptop-platform.ts';
import { laptopInstallation, laptopRequest, laptopTools } from './testing/laptop-request.fixture.ts';
import { createRecordedMachine, type RecordedMachine } from './testing/recorded-machine.fixture.ts';

/** The process of the tool that hangs half way. */
async function hangingProcess({ state }: RecordedMachine, id: string): Promise<number> {
  return eventually(() => {
    const creation = state
      .calls()
      .findLast(({ program, args }) => program === id && (args.includes('create') || args.includes('start')));
    return Promise.resolve(state.containers().length > 0 && creation?.processId);
  });
}

/** Whether a process is there; of a negative id, any process of the group. */
function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

function membersOf(group: number): number {
  const groups = execFileSync('ps', ['-e', '-o', 'pgid='], { encoding: 'utf8' }).split('\n');
  return groups.filter((other) => Number(other) === -group).length;
}

describe.each(laptopTools)('$id', (tool) => {
  const { id } = tool;

  test('ends on a cancel, and what it had half made is removed after it', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    machine.state.fault = 'hangs-half-made';
    const platform = createLaptopPlatform(tool, machine);
    const cancel = new AbortController();
    const request = laptopRequest(laptopInstallation(id), { signal: cancel.signal });
    const creating = platform.createCluster(request);
    const processId = await hangingProcess(machine, id);
    cancel.abort();
    // Without waiting for the removal: a cancelled run ends within 2 s.
    await expect(creating).rejects.toMatchObject({ name: 'AbortError' });
    expect(isAlive(processId)).toBe(false);
    machine.state.fault = undefined;
    // The next call waits for it, and does not meet a half-made cluster.
    await platform.createCluster(laptopRequest(laptopInstallation(id)));
    const actions = machine.state
      .calls()
      .flatMap(({ program, args }) =>
        program === id ? (args.find((word) => /^(create|start|delete)$/.test(word)) ?? []) : [],
      );
    expect(actions).toHaveLength(3);
    expect(actions[1]).toBe('delete');
  });

  test('is gone with all that it started in the promised time after a cancel, though it ignores every request to end', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    machine.state.fault = 'ignores-the-end';
    const platform = createLaptopPlatform(tool, machine);
    const cancel = new AbortController();
    const creating = platform.createCluster(laptopRequest(laptopInstallation(id), { signal: cancel.signal }));
    const group = -(await hangingProcess(machine, id));
    await eventually(() => Promise.resolve(membersOf(group) === 2));
    machine.state.fault = undefined;
    const end = async (): Promise<void> => {
      await expect(creating).rejects.toMatchObject({ name: 'AbortError' });
      while (isAlive(group)) await pause(10);
    };
    cancel.abort();
    try {
      await within(promises.cancel, end());
    } finally {
      if (isAlive(group)) process.kill(group, 'SIGKILL');
    }
    await platform.deleteCluster(
      { platform: id, name: 'demo', id: machine.dataDirectory },
      laptopRequest(laptopInstallation(id)),
    );
    expect(machine.state.containers()).toEqual([]);
  });

  test('is ended and its half-made cluster removed at the next start, when MLAnywhere itself was killed', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    machine.state.fault = 'hangs-half-made';
    const killed = spawn(
      process.execPath,
      [join(import.meta.dirname, 'testing', 'create-cluster.fixture.ts'), id, machine.dataDirectory],
      { env: machine.environment, stdio: 'inherit' },
    );
    const processId = await hangingProcess(machine, id);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(isAlive(processId)).toBe(true);
    machine.state.fault = undefined;
    const platform = createLaptopPlatform(tool, machine);
    const request = laptopRequest(laptopInstallation(id));
    const half = machine.state.containers()[0]?.id;
    await platform.createCluster(request);
    await expect.poll(() => isAlive(processId)).toBe(false);
    expect(machine.state.containers().map((container) => container.id)).not.toContain(half);
    const notes = request.told.flatMap((news) => (news.type === 'note' ? [news.message] : [])).join('\n');
    expect(notes).toContain(`Ended a ${id} that an earlier attempt had left running`);
    expect(notes).toContain('Removing the half-made cluster demo of an earlier attempt');
  });
});
