import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { create } from 'tar';
import type { SupportBundle } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { askYesNo } from '../../input/ask.ts';
import { writeOutput } from '../../output/write-output.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly output?: string;
  readonly yes?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .option('--output <file>', 'File to write (default: support-NAME.tar.gz in this folder)')
      .option('--yes', 'Write it without a question'),
  ).action(async (name: string, flags: Flags) => {
    const file = flags.output ?? `support-${name}.tar.gz`;
    await withServer(cli, flags, async ({ client, output }) => {
      const { files } = await client.call('collectSupportBundle', { params: { name } }, { signal: cli.signal });
      const list = files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) }));
      output.say(`The bundle has these files, without secrets that MLAnywhere knows:`);
      for (const { path, bytes } of list) output.say(`  ${path} (${bytes} bytes)`);
      if (flags.yes !== true && !(await askYesNo(cli, { question: `Write ${file}?`, flag: '--yes' })))
        throw new MlaError('cli.declined');
      await writeOutput(file, await pack(`support-${name}`, files), { secret: true });
      output.printJson({ file, files: list });
      output.print(`Saved ${file}. Read it before you send it: README.md in it says what each file is.`);
      return undefined;
    });
  });
}

/** A compressed archive with one folder. */
async function pack(folder: string, files: SupportBundle['files']): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), 'mla-support-'));
  try {
    for (const { path, text } of files) {
      const place = join(work, folder, path);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await writeFile(place, text, { mode: 0o600 });
    }
    const archive = join(work, 'archive');
    await create({ gzip: true, portable: true, cwd: work, file: archive }, [folder]);
    return await readFile(archive);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
