import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const vagrant = join(import.meta.dirname, '../../deploy/vagrant');
/** Of the machine that runs the test: targets that every unit needs. */
const targets = '/usr/lib/systemd/system';
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** What systemd says about the unit, on a machine that has what the provisioning script puts in place. */
async function faultsOf(unit: string): Promise<string> {
  const machine = await mkdtemp(join(tmpdir(), 'mla-unit-'));
  const place = async (path: string, content: string, mode = 0o644): Promise<void> => {
    await mkdir(dirname(join(machine, path)), { recursive: true });
    await writeFile(join(machine, path), content, { mode });
  };
  try {
    await place('/etc/systemd/system/mlanywhere.service', unit);
    await place('/opt/mlanywhere/mla', '#!/bin/sh\n', 0o755);
    await cp(targets, join(machine, targets), {
      recursive: true,
      filter: (file) => file === targets || /\.(target|slice)$/.test(file),
    });
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', `--root=${machine}`, 'mlanywhere.service'], {
      encoding: 'utf8',
    });
    const said = `${stdout}${stderr}`.split('\n');
    return said.filter((line) => line.includes('mlanywhere.service')).join('\n');
  } finally {
    await rm(machine, { recursive: true, force: true });
  }
}

test.skipIf(!hasSystemd)(
  'systemd finds no fault in the service of the virtual machine, and would find one',
  async () => {
    const unit = await readFile(join(vagrant, 'mlanywhere.service'), 'utf8');
    expect(await faultsOf(unit)).toBe('');
    expect(await faultsOf(unit.replace('PrivateTmp=', 'PrivatTmp='))).toContain('PrivatTmp');
    expect(await faultsOf(unit.replace('/opt/mlanywhere/mla', '/opt/elsewhere/mla'))).toContain('/opt/elsewhere/mla');
  },
);

test('the service has the user and the folders that the provisioning script makes', async () => {
  const [unit, script] = await Promise.all(
    ['mlanywhere.service', 'provision.sh'].map((file) => readFile(join(vagrant, file), 'utf8')),
  );
  const variable = (name: string): string | undefined => new RegExp(`^${name}=(\\S+)$`, 'm').exec(script ?? '')?.[1];
  const setting = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(unit ?? '')?.[1];
  expect(setting('User')).toBe(variable('user'));
  expect(setting('Group')).toBe(variable('user'));
  expect(setting('ExecStart')).toBe(`${variable('program') ?? ''}/mla serve`);
  expect(setting('ReadWritePaths')).toBe(variable('data'));
  expect(script).toContain(`cat >${setting('EnvironmentFile') ?? ''} <<`);
});
