import type { ErrorDefinition } from '../definition.ts';

export const upgradeErrors = {
  'upgrade.nothingInstalled': {
    code: 'MLA-UPGRADE-001',
    kind: 'not-found',
    message: 'The cluster has nothing of the installation {installation}.',
    cause: 'Kubeflow was never installed there, was removed, or was installed under another name.',
    fix: 'Run `mla status {installation}`. To install, run `mla apply`.',
  },
  'upgrade.sameRelease': {
    code: 'MLA-UPGRADE-002',
    kind: 'invalid',
    message: 'The installation {installation} has {release} already.',
    cause: 'The newest successful run installed this release.',
    fix: 'Name another release with `--release`. `mla release list` shows those on this machine.',
  },
  'upgrade.blocked': {
    code: 'MLA-UPGRADE-003',
    kind: 'conflict',
    message: 'The upgrade of {installation} cannot begin: {evidence}',
    cause: 'The API server would refuse it in the middle, so nothing was sent.',
    fix: '{fix}',
  },
  'upgrade.unhealthy': {
    code: 'MLA-UPGRADE-004',
    kind: 'conflict',
    message: 'The upgrade of {installation} does not begin, because some of it is not ready now: {objects}.',
    cause: 'A fault that is there before an upgrade looks like a fault of the upgrade afterwards.',
    fix: 'Repair it first: `mla drift {installation}`, `mla verify {installation}`. To upgrade all the same, use `--unready`.',
  },
  'upgrade.settingsUndecided': {
    code: 'MLA-UPGRADE-005',
    kind: 'invalid',
    message: 'Others have changed {count} objects of {installation} that the upgrade sends: {objects}.',
    cause: 'MLAnywhere does not know whether these settings are meant to stay.',
    fix: 'Use `--settings keep` to keep them, or `--settings replace` for the values of the release.',
  },
  'upgrade.noEarlierRelease': {
    code: 'MLA-UPGRADE-006',
    kind: 'not-found',
    message: 'The installation {installation} has no earlier release to go back to.',
    cause: 'No upgrade of it was started, or an upgrade has been taken back already.',
    fix: 'To install another release, use `mla upgrade {installation} --release VERSION`.',
  },
  'upgrade.stillRunning': {
    code: 'MLA-UPGRADE-007',
    kind: 'timeout',
    message: '{object} still has pods after {seconds} s: {pods}.',
    cause: 'A pod does not end, or its node is gone. Its successor must not run beside it.',
    fix: 'Run `kubectl -n {namespace} delete pod {pod} --grace-period=0 --force`, then `mla retry`.',
  },
  'upgrade.notDeleted': {
    code: 'MLA-UPGRADE-008',
    kind: 'timeout',
    message: '{object} is not deleted after {seconds} s: {why}.',
    cause: 'A finalizer waits for a program that does not run, or a webhook refuses the deletion.',
    fix: 'Run `kubectl describe` for it and start that program again, then `mla retry`.',
  },
  'upgrade.notRewritten': {
    code: 'MLA-UPGRADE-009',
    kind: 'conflict',
    message: '{object} cannot be written again to be stored as {version}: {why}',
    cause:
      'The release does not have the version in which the object is stored. A webhook or a rule refuses the object.',
    fix: 'Change the object so that it is accepted, or delete it, then `mla retry`. The old release works until then.',
  },
} as const satisfies Record<string, ErrorDefinition>;
