import { failed, passed, unknown, warning, type Check, type CheckContext, type Finding } from '../check.ts';

/** Seconds: certificates and tokens are valid from the moment they are made, as the clock of their maker says. */
const tolerated = 60;
const noticed = 5;

export const clockCheck: Check = {
  id: 'clock',
  title: 'Clocks of this machine and the cluster',
  severity: 'warns',
  why: 'With clocks apart, certificates and tokens are not valid yet or no longer valid, and logs cannot be compared.',
  todo: 'Synchronize both clocks, for example with NTP.',
  look: async ({ facts }: CheckContext): Promise<Finding> => {
    const ahead = await facts.clockAhead();
    if (ahead === undefined)
      return unknown('The API server does not tell its time.', 'Compare the clocks of this machine and the cluster.');
    const seconds = Math.round(Math.abs(ahead) / 1000);
    const evidence = `The clock of the cluster is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} the clock of this machine.`;
    const fix = 'Synchronize both clocks, for example with NTP.';
    if (seconds > tolerated) return failed(evidence, fix);
    return seconds > noticed ? warning(evidence, fix) : passed('The clocks agree within a few seconds.');
  },
};
