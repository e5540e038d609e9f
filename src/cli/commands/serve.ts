import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { MlaError } from '../../errors/error.ts';
import type { Cli } from '../cli.ts';
import { findServer, startAnnounced } from '../connect.ts';
import { dataDirectory } from '../data-directory.ts';
import { readInstance } from '../instance-file.ts';
import { openBrowser } from '../open-browser.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../output-flags.ts';
import { readPort } from '../read-port.ts';

interface Flags extends OutputFlags {
  readonly port: number;
  readonly open?: boolean;
  readonly data?: string;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .addOption(new Option('--port <number>', 'Port on 127.0.0.1; 0 takes a free one').argParser(readPort).default(5000))
      .option('--open', 'Open the page in a browser')
      .option('--data <dir>', 'Data directory (else MLA_HOME, else ~/.local/share/mlanywhere)'),
  ).action(async (flags: Flags) => {
    const output = outputFor(cli, flags);
    const data = dataDirectory(cli.environment, flags.data);
    await refuseSecond(cli, data);
    const { service, close } = await startAnnounced(cli, { dataDirectory: data, port: flags.port });
    try {
      const login = service.loginLink();
      output.printJson({ url: service.url, login, data, processId: process.pid });
      output.print(`MLAnywhere is at ${service.url}\nLog in once with this link: ${login}\nCtrl-C ends it; what runs goes on at the next start.`);
      if (flags.open === true) await openBrowser(login).catch((error: unknown) => output.say(error instanceof MlaError ? `${error.message} ${error.fix}` : String(error)));
      if (!cli.signal.aborted) await once(cli.signal, 'abort');
    } finally {
      await close();
    }
  });
}

/** Says where the other server is, before the store's lock would say only that there is one. */
async function refuseSecond(cli: Cli, data: string): Promise<void> {
  const instance = await readInstance(data);
  if (instance === undefined) return;
  const alive = await findServer({ cli: { ...cli, environment: {} }, flags: { data } });
  if (alive !== undefined) throw new MlaError('MLA-CLI-008', { data, url: alive.url, pid: instance.processId });
}
