import type { ErrorDefinition } from '../../../errors/definition.ts';

export const sandboxErrors = {
  'sandbox.noControlPlane': {
    code: 'MLA-SANDBOX-001',
    kind: 'unavailable',
    message: 'This machine has no control plane for the sandbox.',
    cause: 'MLAnywhere builds it once from Go source, and Go {needed} or newer was not found ({found}).',
    fix: 'Install Go {needed} or newer (https://go.dev/dl) and start again. Or set MLA_SANDBOX_BIN to a folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok. Or use another platform, for example your own cluster (`existing`).',
  },
  'sandbox.binaryMissing': {
    code: 'MLA-SANDBOX-002',
    kind: 'invalid',
    message: 'MLA_SANDBOX_BIN points to {path}, which has no {missing}.',
    cause: 'The path is neither the control plane file nor a folder with all its programs.',
    fix: 'Correct MLA_SANDBOX_BIN, or unset it to build the control plane from source.',
  },
  'sandbox.processEnded': {
    code: 'MLA-SANDBOX-003',
    kind: 'unavailable',
    message: "The sandbox's {process} stopped unexpectedly (exit {exit}).",
    cause: '{lastLine}',
    fix: 'Read its log: {log}. If a port was in use, start again: a new sandbox gets another port.',
  },
  'sandbox.notReady': {
    code: 'MLA-SANDBOX-004',
    kind: 'timeout',
    message: "The sandbox's {process} was not ready after {seconds} s.",
    cause: 'The machine is very busy, or cannot run the program. Its last line: {lastLine}',
    fix: 'Read its log: {log}. Start again when the machine has 2 cores and 3 GiB free.',
  },
  'sandbox.portTaken': {
    code: 'MLA-SANDBOX-005',
    kind: 'conflict',
    message: 'The sandbox {name} cannot start: its port {port} is in use.',
    cause: 'The sandbox is already running, or another program took the port. Its folder is {directory}.',
    fix: 'Use the running sandbox (`mla sandbox status`) or stop it (`mla sandbox down`). Otherwise stop the other program, or choose another name for a new sandbox.',
  },
  'sandbox.alreadyRunning': {
    code: 'MLA-SANDBOX-007',
    kind: 'conflict',
    message: 'The sandbox {name} is already running (process {pid}).',
    cause: 'A sandbox can run only once. Its folder is {directory}.',
    fix: 'Use the running sandbox (`mla sandbox status` shows its kubeconfig), stop it with `mla sandbox down {name}`, or choose another name.',
  },
  'sandbox.notRunning': {
    code: 'MLA-SANDBOX-006',
    kind: 'not-found',
    message: 'The sandbox {name} is not running.',
    cause: 'The sandbox was never started, or stopped with the process that started it.',
    fix: 'Start a sandbox with `mla sandbox up`.',
  },
} as const satisfies Record<`sandbox.${string}`, ErrorDefinition>;
