import { expect, test } from 'vitest';
import { readDashboardPort } from './dashboard-port.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['off', 'off'],
  ['0', 0],
  ['9001', 9001],
])('the port for dashboards %j means %j', (text, port) => {
  expect(readDashboardPort(text, 'MLA_DASHBOARD_PORT')).toBe(port);
});

test.each(['65536', '-1', '5001x', 'on', ' '])('the port for dashboards %j is refused with an example', (text) => {
  expect(() => readDashboardPort(text, 'MLA_DASHBOARD_PORT')).toThrow('MLA_DASHBOARD_PORT');
});
