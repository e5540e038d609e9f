import { expect, test } from 'vitest';
import { pageTitle } from './page-title.ts';

test.each([
  ['/', 'Installations · MLAnywhere'],
  ['/login', 'Sign in · MLAnywhere'],
  ['/account', 'Account · MLAnywhere'],
  ['/people', 'People · MLAnywhere'],
  ['/audit', 'Audit · MLAnywhere'],
  ['/new/connect', 'Connect · New installation · MLAnywhere'],
  ['/new/cluster', 'Cluster · New installation · MLAnywhere'],
  ['/new/kubeflow', 'Kubeflow · New installation · MLAnywhere'],
  ['/installations/lab', 'lab · MLAnywhere'],
  ['/installations/lab/ready', 'lab: access · MLAnywhere'],
  ['/connections/lab/uninstall', 'lab · MLAnywhere'],
  ['/installations/%E0', '%E0 · MLAnywhere'],
  ['/new/nowhere', 'MLAnywhere'],
])('the page at %s is titled %s', (path, title) => expect(pageTitle(path)).toBe(title));
