import { nameOfChosenRelease } from '../../../src/api/say-release.ts';
import { sayCount } from '../../../src/api/say-count.ts';

export const kubeflowWords = {
  release: {
    label: 'Release',
    objects: (count: number) => sayCount(count, 'object'),
    notHere: (release: string) => `Kubeflow ${release} is not on this machine.`,
    onlySample: 'Kubeflow is not on this machine: there is only the sample.',
    sample: 'For the sandbox: small objects of MLAnywhere’s own, with images that do not exist.',
    sampleRefused: 'The sample release is not Kubeflow, and cannot be installed here.',
    get: {
      lead: 'MLAnywhere gets it from its source: 11 MB from github.com, rendered on this machine and checked. It takes half a minute and 0.4 GB of memory.',
      start: (version: string) => `Get Kubeflow ${version}`,
      again: 'Try again',
      cancel: 'Cancel',
      progress: (version: string) => `Getting Kubeflow ${version}`,
    },
    dropped: (names: string) => `Not in this release, so no longer chosen: ${names}.`,
  },
  components: {
    title: 'Components',
    lead: 'Choose what you want to do. What those parts need is taken along.',
    everything: 'Everything',
    everythingHint: 'The whole platform, as upstream publishes it.',
    some: 'Only what I choose',
    someHint: 'A smaller cluster is enough.',
    alongTitle: 'Taken along',
    along: 'taken along',
    why: (count: number) => (count === 1 ? 'Why' : `Why: ${count} reasons`),
    nothing: 'Choose at least one component.',
    strangers: 'Chosen, but not in this release',
    remove: (name: string) => `Remove ${name}`,
  },
  purposes: {
    notebooks: 'Notebooks',
    pipelines: 'Pipelines',
    training: 'Training and tuning',
    serving: 'Model serving',
    registry: 'Models',
    data: 'Data',
    login: 'Login and users',
    platform: 'Foundation',
  } as Readonly<Record<string, string>>,
  sums: {
    title: 'What it takes',
    cpu: 'CPU',
    memory: 'Memory',
    pods: 'Pods',
    disk: 'Disks',
    objects: 'Objects',
    images: 'Images',
    waves: 'Waves',
    gates: 'Gates',
    cores: (millicores: number) => `${(millicores / 1000).toFixed(1)} cores`,
    gib: (gibibytes: number) => `${gibibytes.toFixed(gibibytes < 10 ? 1 : 0)} GiB`,
    has: (of: string) => `of ${of} on the workers`,
    undeclared: (count: number) =>
      count === 1
        ? '1 workload does not say what it needs; leave room for it.'
        : `${count} workloads do not say what they need; leave room for them.`,
    pending: 'Working out the plan',
    notes: 'Good to know',
  },
  waves: {
    title: 'How it will be installed',
    lead: 'From left to right. All of a wave is sent at once; a diamond is a gate that has to open before. Nothing waits for a whole wave: each object goes as soon as its own gates are open.',
    wave: (number: number) => `Wave ${number}`,
    objects: (count: number) => sayCount(count, 'object'),
    noun: (count: number) => (count === 1 ? 'object' : 'objects'),
    gates: 'Gates before it',
    manyGates: (count: number) => sayCount(count, 'gate'),
    components: 'Components in it',
  },
  user: {
    title: 'First user',
    email: 'E-mail address',
    emailHint:
      'What you sign in to the dashboard with. Your namespace is called kubeflow-user-example-com, whatever the address.',
    password:
      'Kubeflow is published with a well-known password. It is replaced by a generated one before anything is installed; you see it on the last page, when you ask for it.',
  },
  access: {
    label: 'Dashboard',
    portForward:
      'You reach the dashboard by port forwarding, from any machine that has the kubeconfig. The last page has the command.',
    notBuilt: 'A load balancer with an address of its own is not built yet.',
    usePortForward: 'Use port forwarding',
  },
  takeOver: {
    label: 'Take over from other owners',
    hint: 'Fill this in only when a check names a word for it, for example istio. One word per line. What you name is changed for everyone who uses it.',
  },
  preflight: {
    title: 'Preflight',
    lead: 'Questions to the cluster, asked before anything is changed.',
    run: 'Check again',
    first: 'Check now',
    pending: 'Asking the cluster',
    outcome: { passed: 'passed', warning: 'warning', failed: 'failed', unknown: 'not checked' },
    summary: (passed: number, warnings: number, failed: number, unknown: number) =>
      [
        `${passed} passed`,
        ...(warnings > 0 ? [sayCount(warnings, 'warning')] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(unknown > 0 ? [`${unknown} not checked`] : []),
      ].join(' · '),
    mend: 'Go to the field',
    clusterFirst:
      'There is no cluster to check yet. Preflight runs by itself as soon as the cluster is made, before anything is installed.',
    fieldsFirst: 'The fields of stage 2 are not complete yet.',
    toCluster: 'Complete stage 2',
    showFine: (count: number) => (count === 1 ? 'Show the check that passed' : `Show the ${count} checks that passed`),
  },
  /** The big button: what it does on this platform, with this release. */
  install: ({ makesCluster, release }: { makesCluster: boolean; release: string }) => {
    const what = nameOfChosenRelease(release);
    return makesCluster ? `Make cluster and install ${what}` : `Install ${what}`;
  },
  waitForCluster: 'The cluster is still being made. This can be pressed as soon as it is there.',
  clusterRun: {
    title: 'Your cluster is being made',
    ready: 'Your cluster is there',
    failed: 'Your cluster could not be made',
    open: 'Open the whole log',
  },
} as const;
