import { nameOfChosenRelease, sayChosenRelease } from '../../../src/api/say-release.ts';
import { sayCount } from '../../../src/api/say-count.ts';

export const kubeflowWords = {
  release: {
    label: 'Release',
    objects: (count: number) => sayCount(count, 'object'),
    notHere: (release: string) => `${sayChosenRelease(release)} is not on this machine.`,
    onlySample: 'Kubeflow is not on this machine. Only the sample release is.',
    sample: 'For the sandbox only: a small stand-in for Kubeflow, with images that do not exist.',
    sampleRefused: 'The sample release is not Kubeflow. You can install it on the sandbox only.',
    get: {
      lead: 'MLAnywhere downloads 11 MB from github.com, renders it on this machine and verifies the result. This takes about half a minute and 0.4 GB of memory.',
      start: (version: string) => `Get Kubeflow ${version}`,
      again: 'Retry',
      cancel: 'Cancel',
      progress: (version: string) => `Getting Kubeflow ${version}`,
    },
    dropped: (names: string) => `Removed from your choice, because this release does not have them: ${names}.`,
  },
  components: {
    title: 'Components',
    lead: 'Choose what you want to do. MLAnywhere adds the components that your choice requires.',
    everything: 'Everything',
    everythingHint: 'All of Kubeflow, as published upstream.',
    light: 'Light',
    lightHint: 'Login, dashboard and notebooks, for a small machine. Add more later.',
    suggested: 'suggested',
    tooSmall: ({ owner, memory, cpus }: { owner: string; memory: string; cpus: number }) =>
      `${owner} has ${memory} of memory and ${sayCount(cpus, 'CPU')}. That is too little for everything: choose Light.`,
    some: 'Only what I choose',
    someHint: 'Needs a smaller cluster.',
    memory: {
      of: (memory: string) => `Memory: ${memory}`,
      undeclared: 'not declared',
      andMore: (memory: string) => `${memory} and more`,
      meaning:
        'Memory is what the pods of a component declare that they need. Leave room for pods that declare nothing.',
    },
    alongTitle: 'Required',
    along: 'required',
    why: (count: number) => (count === 1 ? 'Why' : `Why: ${count} reasons`),
    nothing: 'Choose at least one component.',
    strangers: 'Chosen but not in this release',
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
    title: 'Resources needed',
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
    hasOwner: (of: string, owner: string) => `of ${of} that ${owner} has`,
    tooLarge: (owner: string) =>
      `This choice declares more than ${owner} has, so some pods would never start. Choose fewer components, or give ${owner} more.`,
    undeclared: (count: number) =>
      count === 1
        ? '1 workload declares no requests. Leave room for it.'
        : `${count} workloads declare no requests. Leave room for them.`,
    pending: 'Computing the plan',
    notes: 'Good to know',
  },
  waves: {
    title: 'Installation order',
    lead: 'Read it from left to right. A wave groups objects that can be applied together. A diamond is a gate: a condition in the cluster that must hold first. MLAnywhere applies each object as soon as its own gates are open.',
    wave: (number: number) => `Wave ${number}`,
    objects: (count: number) => sayCount(count, 'object'),
    noun: (count: number) => (count === 1 ? 'object' : 'objects'),
    gates: 'Gates before this wave',
    manyGates: (count: number) => sayCount(count, 'gate'),
    components: 'Components in this wave',
  },
  user: {
    title: 'First user',
    email: 'E-mail address',
    emailHint: 'You sign in to the dashboard with this address. Your namespace is always kubeflow-user-example-com.',
    password: 'The published default password is replaced with a generated one. Show it on the last page.',
  },
  verify: {
    title: 'Check at the end',
    lead: 'When everything is ready, the first user’s work is tried. A failed check does not undo the install.',
    label: 'Checks',
    choices: {
      off: 'None: you can run mla verify later',
      readOnly: 'Login and profile only: nothing is made',
      all: 'All: also a notebook, a volume, a pipeline and a model, deleted again',
    },
  },
  patches: {
    title: 'Changes to the release',
    lead: 'MLAnywhere adapts Kubeflow to your cluster and fixes known faults. Switch a change off only if you know that you do not need it.',
    on: (objects: number) => `On, changes ${sayCount(objects, 'object')}.`,
    off: 'Off.',
    advised: 'Your cluster needs it.',
  },
  foundation: {
    title: 'Software that your cluster has',
    lead: 'If your cluster has its own cert-manager, Istio or Knative, Kubeflow can use it. MLAnywhere then leaves it unchanged.',
    titles: { 'cert-manager': 'cert-manager', istio: 'Istio', knative: 'Knative' },
    choices: { ours: 'Install it', yours: 'Use mine', none: 'Go without' },
  },
  takeOver: {
    label: 'Take over software of other owners',
    hint: 'Only when a failed check tells you to. Enter the words it names, for example istio, one per line. The change affects everyone who uses that software.',
  },
  preflight: {
    title: 'Preflight',
    lead: 'Checks that run before anything changes.',
    run: 'Check again',
    first: 'Check now',
    pending: 'Running the checks',
    pendingProbe: 'Checking the cluster with test pods. This takes up to 3 minutes.',
    probe: {
      title: 'Also start test pods',
      lead: 'Tests image pulls, writing to a volume and limits of a node. MLAnywhere makes a namespace with two pods and a claim of 1 GiB, and removes it at the end.',
    },
    outcome: { passed: 'passed', warning: 'warning', failed: 'failed', unknown: 'not checked' },
    severity: { blocks: 'blocks the installation', warns: 'stops unless you override', informs: 'for information' },
    override: {
      offer: 'Continue anyway',
      reason: (check: string) => `Reason to override ${check}`,
      placeholder: 'Why is this fine here?',
      tooShort: 'Give a reason of at least 3 letters. It is recorded with the run.',
      confirm: 'Override check',
      done: (reason: string) => `Overridden: ${reason}`,
      undo: 'Undo',
    },
    summary: (passed: number, warnings: number, failed: number, unknown: number) =>
      [
        `${passed} passed`,
        ...(warnings > 0 ? [sayCount(warnings, 'warning')] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(unknown > 0 ? [`${unknown} not checked`] : []),
      ].join(' · '),
    report: {
      lead: 'For the owner of the cluster:',
      page: 'Save report',
      json: 'Save as JSON',
    },
    fix: 'Go to the field',
    clusterFirst:
      'Checks what can be known before the cluster exists. The run checks the cluster itself before it installs Kubeflow.',
    fieldsFirst: 'Some fields are missing or wrong.',
    toField: 'Go to the first',
    showFine: (count: number) => (count === 1 ? 'Show the check that passed' : `Show the ${count} checks that passed`),
  },
  /** The big button: what it does on this platform, with this release. */
  install: ({ makesCluster, release }: { makesCluster: boolean; release: string }) => {
    const what = nameOfChosenRelease(release);
    return makesCluster ? `Create cluster and install ${what}` : `Install ${what}`;
  },
  waitForCluster: 'The cluster is still being created. You can install as soon as it is ready.',
  waitForPlan: 'There is no plan for this choice yet. See above what it needs.',
  clusterRun: {
    title: 'Creating your cluster',
    ready: 'Your cluster is ready',
    failed: 'Couldn’t create your cluster',
    open: 'Open the full log',
  },
} as const;
