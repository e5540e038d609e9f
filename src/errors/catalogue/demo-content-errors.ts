import type { ErrorDefinition } from '../definition.ts';

export const demoContentErrors = {
  'demoContent.noIde': {
    code: 'MLA-DEMO-001',
    kind: 'conflict',
    message: 'The demo needs notebooks, and the cluster of {name} has neither Notebooks nor Workspaces.',
    cause: 'The component notebooks is not installed.',
    fix: 'Install the component notebooks too: add it to the installation’s components and run `mla apply`.',
  },
  'demoContent.noImage': {
    code: 'MLA-DEMO-002',
    kind: 'not-found',
    message: 'There is no notebook image with {wanted} in {where}.',
    cause: 'The release has no such image, or an administrator changed the list.',
    fix: 'Give an image of yours with --notebook-image, or choose another framework with --framework.',
  },
  'demoContent.noGpu': {
    code: 'MLA-DEMO-003',
    kind: 'conflict',
    message: 'No node of {name} offers a GPU as nvidia.com/gpu or amd.com/gpu.',
    cause: 'The nodes have no GPU, or the device plugin of its vendor is not installed.',
    fix: 'Install the demo without --gpu: a CPU is enough. Or install the device plugin and try again.',
  },
  'demoContent.nameTaken': {
    code: 'MLA-DEMO-004',
    kind: 'conflict',
    message: 'The demo needs the name {object}, and somebody else has an object of that name.',
    cause: 'The object was not made by the demo, so MLAnywhere does not touch it.',
    fix: 'Rename or remove the object, then install the demo again.',
  },
  'demoContent.otherVariant': {
    code: 'MLA-DEMO-005',
    kind: 'conflict',
    message: 'The demo is installed with {variant}; {wanted} was asked for.',
    cause: 'A namespace has one demo at a time.',
    fix: 'Run `mla demo-content remove {name}`, then install it again.',
  },
  'demoContent.filesNotCopied': {
    code: 'MLA-DEMO-006',
    kind: 'upstream',
    message: 'The files of the demo could not be copied into their volume in {namespace}: {reason}.',
    cause: 'The volume cannot be written, the image has no shell, or a policy stops the pod.',
    fix: 'Read `kubectl logs -n {namespace} job/mlanywhere-demo`. Then remove the demo and install it again.',
  },
  'demoContent.notReady': {
    code: 'MLA-DEMO-007',
    kind: 'timeout',
    message: 'The {part} of the demo in {namespace} is not ready after {seconds} s: {reason}.',
    cause: 'The image is still being pulled, no node has room, or no volume can be made.',
    fix: 'Fix what the message names, then run the same command again. It continues where it stopped.',
  },
  'demoContent.runFailed': {
    code: 'MLA-DEMO-008',
    kind: 'upstream',
    message: 'The run of the demo’s pipeline is {state}. Step that failed: {step}. Reason: {reason}.',
    cause: 'The step’s pod could not run, or the model was not good enough for the gate.',
    fix: 'Open {path} in the dashboard and read the logs of the step. Run the same command again for a new run.',
  },
  'demoContent.notRemoved': {
    code: 'MLA-DEMO-009',
    kind: 'timeout',
    message: 'These objects of the demo are still there after {seconds} s: {objects}.',
    cause: 'A finalizer waits for a controller, or a pod still uses the volume.',
    fix: 'Run the same command again. If this continues, look at the finalizers of the objects.',
  },
  'demoContent.busy': {
    code: 'MLA-DEMO-010',
    kind: 'conflict',
    message: 'The demo of {name} is being installed or removed already.',
    cause: 'Somebody asked for it in another window.',
    fix: 'Wait until it has ended, then try again.',
  },
} as const satisfies Record<`demoContent.${string}`, ErrorDefinition>;
