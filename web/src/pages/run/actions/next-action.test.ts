import { describe, expect, test } from 'vitest';
import type { InstallationView } from '../../../../../src/api/contract.ts';
import type { RunView } from '../../../../../src/api/run.ts';
import { nextActions } from './next-action.ts';

const on = (cluster: object) => ({ installation: { spec: { cluster } } }) as unknown as InstallationView;
const ccp = on({ platform: 'ccp', connection: 'lab' });
const sandbox = on({ platform: 'sandbox' });
const failed = (code: string, kind: string, phase = 'install') =>
  ({ state: 'failed', error: { code, kind }, phases: [{ name: phase, state: 'failed' }] }) as unknown as RunView;

describe('the next action of a run that stopped', () => {
  test('is a retry where that can help', () => {
    expect(nextActions(ccp, failed('MLA-KUBEFLOW-019', 'upstream'))).toEqual(['retry']);
    expect(nextActions(sandbox, failed('MLA-GENERAL-001', 'internal', 'connect'))).toEqual(['retry']);
  });

  test('is to change the installation where a retry would send the same again', () => {
    expect(nextActions(sandbox, failed('MLA-INSTALLATION-003', 'invalid'))).toEqual(['change']);
  });

  test('is other credentials where they were refused, and these are offered for whatever fails at the connection', () => {
    expect(nextActions(ccp, failed('MLA-CCP-001', 'unauthorized'))).toEqual(['credentials', 'retry']);
    expect(nextActions(ccp, failed('MLA-NETWORK-001', 'unavailable', 'connect'))).toEqual(['retry', 'credentials']);
    expect(nextActions(ccp, failed('MLA-PREFLIGHT-001', 'invalid'))).toEqual(['retry', 'credentials']);
  });

  test('is never other credentials where there are none', () => {
    expect(nextActions(sandbox, failed('MLA-KUBERNETES-001', 'unauthorized'))).toEqual(['retry']);
  });

  test('of a cancelled run is to go on', () => {
    expect(nextActions(sandbox, { state: 'cancelled', phases: [] } as unknown as RunView)).toEqual(['retry']);
  });
});
