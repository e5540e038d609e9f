import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Trust } from '../../../../src/api/contract.ts';
import { toConnectionCommand } from './connection-command.ts';
import { emptyConnection, type ConnectionDraft } from './connection-draft.ts';

/** The words that a shell makes of a command. */
function wordsOf(command: string): string[] {
  return execFileSync('/bin/sh', ['-c', `set -- ${command}; printf '%s\\n' "$@"`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
}

const ccp = (typed: ConnectionDraft['values']): ConnectionDraft => {
  const empty = emptyConnection('ccp');
  return { ...empty, values: { ...empty.values, ...typed } };
};

describe('the command for a connection', () => {
  test('has placeholders for what is not typed yet', () => {
    expect(wordsOf(toConnectionCommand(ccp({})))).toEqual([
      'mla',
      'connection',
      'add',
      'ccp',
      'lab',
      '--address',
      '<url>',
      '--username',
      '<name>',
    ]);
  });

  test('never has the password in it, nor a pasted kubeconfig', () => {
    expect(toConnectionCommand(ccp({ password: 'canary-1' }))).not.toContain('canary');
    expect(
      wordsOf(toConnectionCommand({ ...emptyConnection('existing'), values: { kubeconfig: 'canary-2', context: '' } })),
    ).toEqual(['mla', 'connection', 'add', 'existing', 'cluster', '--kubeconfig', '<file>']);
  });

  test.each(['ccp', 'existing'] as const)('names the proxy of %s, and a file for its password', (platform) => {
    const empty = emptyConnection(platform);
    const values = { ...empty.values, proxy: 'http://ann@proxy.example:3128', proxyPassword: 'canary-3' };
    const command = toConnectionCommand({ ...empty, values });
    expect(wordsOf(command).slice(-4)).toEqual([
      '--proxy',
      'http://ann@proxy.example:3128',
      '--proxy-password-file',
      '<file>',
    ]);
    expect(command).not.toContain('canary');
  });

  test('leaves nothing to the shell, whatever was typed', () => {
    const username = `it's "$(id)" ; \`x\``;
    expect(wordsOf(toConnectionCommand(ccp({ address: 'ccp.example.com', username })))).toEqual([
      'mla',
      'connection',
      'add',
      'ccp',
      'lab',
      '--address',
      'https://ccp.example.com',
      '--username',
      username,
    ]);
  });

  test.each<[Trust, string[]]>([
    [{ mode: 'system' }, []],
    [{ mode: 'fingerprint', sha256: 'AB:12' }, ['--fingerprint', 'AB:12']],
    [{ mode: 'ca', certificate: 'PEM' }, ['--ca', '<authority.pem>']],
    [{ mode: 'insecure' }, ['--insecure']],
  ])('says how the certificate is judged: %j', (trust, flags) => {
    expect(wordsOf(toConnectionCommand(ccp({ trust }))).slice(9)).toEqual(flags);
  });
});
