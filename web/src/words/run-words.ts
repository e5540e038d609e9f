import { sayCount } from '../../../src/api/say-count.ts';
import type { PlatformId } from '../../../src/installation/installation.ts';
import { definitionOf } from '../../../src/platforms/unions.ts';
import { sayRelease } from '../../../src/api/say-release.ts';

export const runWords = {
  state: {
    queued: 'Waiting for its turn',
    running: 'Running',
    paused: 'Paused',
    succeeded: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  /** What a run that creates does, by its platform. */
  making: (platform: PlatformId, installs: 'Kubeflow' | 'sample' | 'nothing') => {
    const what = installs === 'sample' ? 'the sample release' : 'Kubeflow';
    if (!definitionOf(platform).capabilities.makesClusters)
      return installs === 'nothing' ? 'Checking the cluster' : `Installing ${what}`;
    return installs === 'nothing' ? 'Making the cluster' : `Making the cluster and installing ${what}`;
  },
  deleting: 'Deleting what was made',
  release: sayRelease,
  attempt: (number: number) => `attempt ${number}`,
  progress: 'Progress of the whole run',
  percent: (value: number) => `${value} %`,
  elapsed: (time: string) => `${time} so far`,
  took: (time: string) => `took ${time}`,
  expected: (time: string) => `usually about ${time}`,
  guessed: (time: string) => `first guess: about ${time}`,
  longer: 'This takes longer than usual. Nothing is broken by that alone: look at what is being waited for below.',
  phases: 'Phases',
  /** What happens in a phase, for those who want to learn it. */
  phaseTeaches: {
    connect: 'Signs in to the platform and checks that your user may do what comes next.',
    cluster:
      'The platform makes the cluster, or one that is there is looked up. Then its kubeconfig is fetched and tried.',
    preflight: 'Asks the cluster whether Kubeflow can live there, before anything is changed.',
    plan: 'Computes from the objects themselves what must be there before what.',
    release:
      'Gets Kubeflow onto this machine: downloads its source, renders it, and checks that its objects are the known ones.',
    install:
      'Sends each object with server-side apply as soon as its gates are open, and watches until every workload says that it is ready.',
    handover: 'Looks up how the dashboard is reached. Whether the page answers is not tried.',
    delete: 'Takes away what was made, and waits until it is gone.',
  },
  alreadyThere: 'was there already',
  phaseState: {
    waiting: 'to come',
    running: 'now',
    succeeded: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    skipped: 'left out',
  },
  componentState: {
    waiting: 'to come',
    running: 'now',
    succeeded: 'ready',
    failed: 'failed',
    cancelled: 'not finished',
    skipped: 'left out',
    trouble: 'has a problem',
  },
  components: 'Components',
  componentColumns: { component: 'Component', objects: 'Objects', workloads: 'Workloads', waiting: 'Waits for' },
  componentsEmpty: 'They appear as soon as the plan is made.',
  /** In a column: `45 / 49`. */
  part: (part: number, whole: number) => `${part} / ${whole}`,
  of: (part: number, whole: number) => `${part} of ${whole}`,
  componentsReady: (ready: number, all: number) => `${ready} of ${all} ready`,
  waitingFor: 'What the run waits for',
  moreReasons: (count: number) => (count === 1 ? 'and 1 more reason' : `and ${count} more reasons`),
  andMore: (count: number) => `+ ${count}`,
  /** Beside the components: the log, and where the time went. */
  details: 'Details of the run',
  counts: (objects: string, workloads: string) => `Objects ${objects} · Workloads ${workloads}`,
  since: (time: string) => `since ${time}`,
  /** What a component waits for that has its turn later. */
  later: (what: string) => `its turn comes after ${what}`,
  time: {
    title: 'Where the time went',
    /** The row of gates that belong to no single component. */
    shared: 'Shared gates',
    empty: 'Bars appear as soon as the first component is being installed.',
    bar: (title: string, from: string, took: string) => `${title}: from ${from}, ${took}`,
    gate: (what: string, seconds: string) => `gate ${what}, opened after ${seconds}`,
    legendBar: 'a component, from its first object to its last ready pod',
    legendGate: 'a gate that opened',
    table: 'The same as a table',
    start: 'Start',
    took: 'Took',
  },
  actions: {
    cancel: 'Cancel',
    cancelling: 'Cancelling',
    retry: 'Retry from the failed step',
    resume: 'Go on',
    credentials: 'Change credentials first',
    ready: 'To your cluster',
    kubeflow: 'Choose Kubeflow',
    change: 'Change the installation',
    home: 'Back to installations',
  },
  cancelAsk: {
    title: 'Stop this run?',
    body: 'What was made so far stays. You can go on later from where it stopped, or delete it.',
    yes: 'Stop it',
    no: 'Let it run',
  },
  credentials: {
    title: 'Change the credentials',
    body: 'Tested, saved under the same name, then the run goes on from the step that failed.',
  },
  paused: { title: 'The run rests', goesOn: 'It goes on by itself from where it is; nothing is lost.' },
  failedAt: (phase: string | undefined) =>
    phase === undefined ? 'What stopped the run' : `What stopped the run: ${phase} failed`,
  warnings: 'Warnings',
  notStarted: 'No run yet',
  notStartedBody: 'This installation was saved but never started.',
  log: {
    title: 'Log',
    region: 'Lines of the log',
    search: 'Search the log',
    severity: 'From',
    severities: { debug: 'Everything', info: 'Steps and news', warning: 'Warnings', error: 'Errors' },
    component: 'Component',
    allComponents: 'All components',
    pause: 'Pause',
    follow: 'Follow',
    behind: (count: number) => `${count} new`,
    copy: 'Copy',
    copied: 'Copied',
    download: 'Download',
    lines: (shown: number, all: number) =>
      shown === all ? sayCount(all, 'line') : `${shown} of ${sayCount(all, 'line')}`,
    dropped: (count: number) =>
      `This tab no longer holds the ${sayCount(count, 'oldest line')}. To read them all, run: mla logs NAME`,
    empty: 'Nothing has happened yet. The first line appears here by itself.',
    noMatch: 'No line fits the filter.',
    state: {
      loading: 'Reading',
      live: 'Live',
      reconnecting: 'Connection lost, trying again',
      unreadable: 'The server is newer than this page. Reload the page.',
      ended: 'Complete',
    },
    attempt: (number: number) => `Attempt ${number}`,
  },
  announce: (phase: string, state: string) => `${phase}: ${state}`,
} as const;
