import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { buildProgram, loadAllCommands } from '../build-program.ts';
import type { Cli } from '../cli.ts';
import { writeCliDocument } from './cli-document.ts';

test('docs/cli.md says what the commands say of themselves (renew it with `npx vitest run src/cli/output/cli-document.test.ts -u`)', async () => {
  const { program, written } = await loadedProgram();
  const helpOf = (command: Command): string => {
    written.length = 0;
    command.outputHelp();
    return written.join('');
  };
  await expect(writeCliDocument(program, helpOf)).toMatchFileSnapshot('../../../docs/cli.md');
});

test('every command knows --json, and none takes a secret as a flag', async () => {
  const { program } = await loadedProgram();
  const commands = leavesOf(program);
  expect(commands.length).toBeGreaterThan(20);
  for (const command of commands) {
    const flags = command.options.map(({ long }) => long);
    expect(flags, command.name()).toContain('--json');
    expect(
      flags.filter((flag) => /^--(password|token|secret|key)$/.test(flag ?? '')),
      command.name(),
    ).toEqual([]);
  }
});

test('every command that may be the server, or connect to one, knows the same flags of proxy and authorities', async () => {
  const { program } = await loadedProgram();
  const flagsOf = (command: Command) => new Set(command.options.map(({ long }) => long ?? ''));
  const connecting = leavesOf(program).filter((command) => flagsOf(command).has('--server'));
  expect(connecting.length).toBeGreaterThan(40);
  const without = connecting.filter((command) => {
    const flags = flagsOf(command);
    return !['--proxy', '--proxy-bypass', '--ca-file'].every((flag) => flags.has(flag));
  });
  // Its `--proxy` is that of the connection.
  expect(without.map((command) => `${command.parent?.name() ?? ''} ${command.name()}`)).toEqual(['connection add']);
});

async function loadedProgram(): Promise<{ program: Command; written: string[] }> {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text), columns: 100 };
  const cli: Cli = {
    environment: {},
    stdin: Object.assign((async function* () {})(), { isTTY: false }),
    stdout: sink,
    stderr: sink,
    signal: new AbortController().signal,
    startLocalService: () => Promise.reject(new Error('help starts nothing')),
    endWith: () => undefined,
  };
  const program = buildProgram(cli);
  await loadAllCommands(program, cli);
  return { program, written };
}

function leavesOf(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length === 0 ? [child] : leavesOf(child)));
}
