export const verifyWords = {
  title: 'Checks',
  body: 'MLAnywhere logs in as the first user and works as a user would. Each result appears as it comes.',
  readOnly: 'Only read: make nothing in the cluster',
  start: 'Run the checks',
  again: 'Run the checks again',
  cancel: 'Cancel',
  junit: 'Download JUnit file',
  never: 'The checks have not run yet.',
  running: (user: string) => `The checks run as ${user}. You can leave this page; they continue.`,
  last: (passed: number, failed: number, age: string, user: string) =>
    `${failed === 0 ? `${passed} passed` : `${failed} failed, ${passed} passed`}, ${age}, as ${user}.`,
  skipped: 'Skipped',
  simulated: 'This cluster is simulated. Nothing runs in its pods, so there is nothing to check.',
} as const;
