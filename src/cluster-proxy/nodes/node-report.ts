import { MlaError } from '../../errors/error.ts';
import { type NodeFile, nodeFiles } from '../files/plan-files.ts';
import type { NodeProgramEnd } from '../ssh/node-session.ts';

/** What a script said of a node: the state of each file and of each service. */
export interface NodeReport {
  /** Files that were written, or would be. */
  readonly files: readonly string[];
  /** Services that restarted, or would. */
  readonly services: readonly string[];
  /** Everything that it said, by name: `same`, `changed`, `running` … */
  readonly states: Readonly<Record<string, string>>;
}

/** Reads what the script printed. Throws `node.fileFailed`, `node.serviceFailed`, and `node.interrupted` where it did not come to its end. */
export function readNodeReport(node: string, { exitCode, stdout, stderr }: NodeProgramEnd): NodeReport {
  const lines = stdout.split('\n').map((line) => line.trim().split(' '));
  const failed = lines.find(([state]) => state === 'failed');
  if (failed !== undefined) throw failureOf(node, failed);
  if (exitCode !== 0 || !lines.some(([state]) => state === 'done'))
    throw new MlaError('node.interrupted', {
      node,
      reason: stderr.trim().split('\n').at(-1)?.slice(0, 200) || `the script ended with ${exitCode}`,
    });
  const states = Object.fromEntries(lines.flatMap(([state = '', name]) => (name === undefined ? [] : [[name, state]])));
  const named = (...wanted: string[]): string[] =>
    lines.flatMap(([state = '', name]) => (name !== undefined && wanted.includes(state) ? [name] : []));
  return {
    files: named('changed', 'differs').map((name) => (isFile(name) ? nodeFiles[name] : name)),
    services: named('pending', 'restarted').map(serviceOf),
    states,
  };
}

function failureOf(node: string, [, name = '', ...words]: readonly string[]): MlaError {
  const reason = words.join(' ').slice(0, 300);
  return name.endsWith('-service')
    ? new MlaError('node.serviceFailed', { node, service: serviceOf(name), reason })
    : new MlaError('node.fileFailed', { node, file: isFile(name) ? nodeFiles[name] : name, reason });
}

function serviceOf(name: string): string {
  return name.replace(/-service$/, '');
}

function isFile(name: string): name is NodeFile {
  return Object.hasOwn(nodeFiles, name);
}
