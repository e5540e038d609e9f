import { access, constants } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { readVersion } from '../version.ts';
import { find, type Finding } from './finding.ts';

const oldestNode = 24;

/** The Node that runs this program. */
export function lookAtNode(version = process.versions.node): Promise<Finding> {
  return find({ id: 'program.node', title: 'Node' }, () =>
    Promise.resolve({
      outcome: Number(version.split('.')[0]) < oldestNode ? 'failed' : 'passed',
      evidence: `Node ${version} runs MLAnywhere ${readVersion()} on ${process.platform}-${process.arch}.`,
      fix: `Install Node ${oldestNode} or newer: https://nodejs.org/en/download`,
    }),
  );
}

/** The port that `mla serve` takes when none is named. */
export function lookAtPort(port: number, server: string | undefined): Promise<Finding> {
  return find({ id: 'program.port', title: 'Port of the wizard' }, async () => {
    if (server !== undefined) return { outcome: 'passed', evidence: `The server is running at ${server}.` };
    if (await isFree(port)) return { outcome: 'passed', evidence: `Port ${port} is free.` };
    return {
      outcome: 'warning',
      evidence: `Another program uses port ${port}.`,
      fix: `Stop that program, or run \`mla serve --port ${port + 10}\`.`,
    };
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new MlaError('general.unforeseen', { reason: error.message }));
    });
    probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => resolve(true)));
  });
}

/** What opens a page, where `--open` asks for it. macOS and Windows always have it. */
export function lookAtBrowser(environment: Readonly<Record<string, string | undefined>>): Promise<Finding> {
  return find({ id: 'program.browser', title: 'Browser' }, async () => {
    if (process.platform !== 'linux') return { outcome: 'passed', evidence: 'The system opens pages.' };
    for (const folder of (environment.PATH ?? '').split(delimiter).filter((part) => part !== '')) {
      const file = join(folder, 'xdg-open');
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return { outcome: 'passed', evidence: `${file} opens pages.` };
    }
    return {
      outcome: 'warning',
      evidence: 'No program that opens a page is on the PATH (xdg-open).',
      fix: 'Open the link that `mla serve` prints, in a browser of your choice.',
    };
  });
}
