import { Command } from 'commander';
import type { Cli } from './cli.ts';
import { wrapProse } from './output/wrap-line.ts';
import { type CommandEntry, commandTable } from './command-table.ts';

/** The first thing a newcomer reads. */
const startHere = `Start here:
  mla demo                          Try everything on this machine, simulated
  mla serve --open                  Use the wizard in your browser

Or in the terminal, on a cluster you have:
  mla connection add existing lab --kubeconfig ~/.kube/config
  mla plan --components notebooks   See what would be installed
  mla create demo --platform existing --connection lab --components notebooks
`;

/** The program with its commands by name only; a command's file is read when the command is called. */
export function buildProgram(cli: Cli): Command {
  const program = new Command('mla')
    .description('From "I have infrastructure" to "I am in a Kubeflow notebook".')
    .helpCommand('help [command]', 'Show the help of a command')
    .helpOption('-h, --help', 'Show this help')
    .option('-V, --version', 'Show the version')
    .usage('<command> [options]')
    .addHelpText('before', startHere)
    .addHelpText(
      'after',
      '\nErrors have a code, a likely cause and a fix. Run a command with --help for its flags; docs/cli.md lists all commands.',
    );
  addCommands(program, commandTable, cli);
  return program;
}

function addCommands(parent: Command, entries: readonly CommandEntry[], cli: Cli): void {
  const loaders = new Map<string, (command: Command) => Promise<void>>();
  for (const entry of entries) {
    const command = parent
      .createCommand(entry.name)
      .description(entry.summary)
      .helpOption('-h, --help', 'Show this help')
      .copyInheritedSettings(parent);
    redirectText(command, cli);
    if ('commands' in entry) {
      command.helpCommand(false);
      addCommands(command, entry.commands, cli);
    } else {
      command.addHelpText('after', `\nExample:\n  mla ${entry.example}`);
      loaders.set(entry.name, async (called) => {
        const module = await entry.load();
        module.configure(called, cli, () => readWholeProgram(cli));
      });
    }
    parent.addCommand(command);
  }
  parent.hook('preSubcommand', async (_parent, called) => loaders.get(called.name())?.(called));
  redirectText(parent, cli);
}

/** Help goes to stdout, or beside the result where there is JSON; errors are thrown and printed in one place. */
function redirectText(command: Command, cli: Cli): void {
  const helpWidth = (): number => Math.min(cli.stdout.columns ?? 100, 100);
  command.exitOverride().configureOutput({
    writeOut: (text) => cli.stdout.write(wrapProse(text, helpWidth())),
    writeErr: () => undefined,
    getOutHelpWidth: helpWidth,
  });
}

async function readWholeProgram(cli: Cli): Promise<Command> {
  const program = buildProgram(cli);
  await loadAllCommands(program, cli);
  return program;
}

/** Reads the files of all commands, for the documentation. */
export async function loadAllCommands(
  program: Command,
  cli: Cli,
  entries: readonly CommandEntry[] = commandTable,
): Promise<void> {
  for (const entry of entries) {
    const command = program.commands.find((candidate) => candidate.name() === entry.name);
    if (command === undefined) continue;
    if ('commands' in entry) await loadAllCommands(command, cli, entry.commands);
    else (await entry.load()).configure(command, cli, () => readWholeProgram(cli));
  }
}
