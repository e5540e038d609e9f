import type { ErrorDefinition } from '../../../errors/definition.ts';

export const sandboxErrors = {
  'sandbox.noControlPlane': {
    code: 'MLA-SANDBOX-001',
    kind: 'unavailable',
    message: 'There is no control plane for the sandbox on this machine.',
    cause: 'It is built from Go source once, and Go {needed} or newer was not found ({found}).',
    fix: 'Choose one of three ways: install Go {needed} or newer (https://go.dev/dl) and start again; or set MLA_SANDBOX_BIN to a folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok; or use another platform, for example a cluster you have (`existing`).',
  },
  'sandbox.binaryMissing': {
    code: 'MLA-SANDBOX-002',
    kind: 'invalid',
    message: 'MLA_SANDBOX_BIN points to {path}, which has no {missing}.',
    cause: 'The path is neither the one control plane file nor a folder with all its programs.',
    fix: 'Correct MLA_SANDBOX_BIN, or unset it so that the control plane is built from source.',
  },
  'sandbox.processEnded': {
    code: 'MLA-SANDBOX-003',
    kind: 'unavailable',
    message: "The sandbox's {process} ended by itself (exit {exit}).",
    cause: '{lastLine}',
    fix: 'Read its log: {log}. When a port was taken, start again: another one is chosen for a new sandbox.',
  },
  'sandbox.notReady': {
    code: 'MLA-SANDBOX-004',
    kind: 'timeout',
    message: "The sandbox's {process} was not ready after {seconds} s.",
    cause: 'The machine is very busy, or the program does not fit this machine. Its last line: {lastLine}',
    fix: 'Read its log: {log}. Start again when the machine has room (2 cores and 3 GiB free are enough).',
  },
  'sandbox.portTaken': {
    code: 'MLA-SANDBOX-005',
    kind: 'conflict',
    message: 'The sandbox {name} cannot be started: its port {port} is taken.',
    cause: 'It is running already, or another program took the port since it last ran. Its folder is {directory}.',
    fix: 'Use the running one (`mla sandbox status`) or end it (`mla sandbox down`); otherwise end the other program, or choose another name for a new sandbox.',
  },
  'sandbox.alreadyRunning': {
    code: 'MLA-SANDBOX-007',
    kind: 'conflict',
    message: 'The sandbox {name} is running already (process {pid}).',
    cause: 'A sandbox is started once. Its folder is {directory}.',
    fix: 'Use the running one (`mla sandbox status` names its kubeconfig), end it with `mla sandbox down {name}`, or choose another name.',
  },
  'sandbox.notRunning': {
    code: 'MLA-SANDBOX-006',
    kind: 'not-found',
    message: 'No sandbox {name} is running.',
    cause: 'It was never started, or it ended with the process that started it.',
    fix: 'Start one with `mla sandbox up`.',
  },
} as const satisfies Record<`sandbox.${string}`, ErrorDefinition>;
