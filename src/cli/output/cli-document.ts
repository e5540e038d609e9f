import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';

/** docs/cli.md, from the commands themselves. `helpOf` gives what `--help` prints. */
export function writeCliDocument(program: Command, helpOf: (command: Command) => string): string {
  return (
    [
      preface,
      '## Exit codes',
      exitCodeTable(),
      '## Commands',
      ...leaves(program).map((command) => `### ${pathOf(command)}\n\n\`\`\`\n${helpOf(command).trimEnd()}\n\`\`\``),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

const preface = `# Command line

\`mla\` does what the web page does, by the same HTTP API: a run that was started in a browser can be followed, cancelled and retried in a terminal, and the other way round.

**Which server.** \`--server\`, else \`MLA_SERVER\` (with the token in \`MLA_TOKEN\`), else the one that works on the data directory of this user (\`--data\`, else \`MLA_HOME\`, else \`$XDG_DATA_HOME/mlanywhere\`, else \`~/.local/share/mlanywhere\`). Where none runs, mla starts one in its own process, on a free port of 127.0.0.1, for as long as the command lasts; a command that starts a run then follows it to its end. A second command uses the server of the first, and starts its own when that has ended: what it does goes on.

**Results and remarks.** A result goes to stdout, everything else to stderr. With \`--json\` stdout holds one JSON document and nothing else; where a run is followed, JSON lines: \`{"event": …}\` for each event and \`{"run": …}\` at the end (\`mla logs --json\` prints the bare events). An error is then one line on stderr, \`{"error": {code, kind, message, cause, fix, details}}\`.

**Following a run.** In a terminal it is redrawn in place: phases, bars, what is waited for and why. In a pipe it is plain lines: each phase change, each component that is ready, each warning, each cause of a wait (once, and again when it changes), each tenth of the way. \`NO_COLOR\` turns colour off, \`TERM=dumb\` the redrawing. Ctrl-C ends the following and says what becomes of the run; a second Ctrl-C ends mla at once.

**How long a run may take.** Each attempt of a run ends after two hours with exit code 9 and what it was waiting for; \`--timeout\` sets another limit (\`timeoutSeconds\` in the API's query). What was made is kept, and \`mla retry\` continues from there with the full time again.

**Secrets** are never flags, which every user of a machine can read. A password comes from standard input, from a file, or from the keyboard without echo.`;

function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(([kind, { code, meaning }]) => `| ${code} | ${kind} | ${meaning} |`);
  return ['| code | kind of the error | meaning |', '|---|---|---|', '| 0 | | it worked |', ...rows].join('\n');
}

function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length === 0 ? [child] : leaves(child)));
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
