import type { ErrorDefinition } from '../../definition.ts';

/** The nodes of a cluster, reached by SSH. */
export const nodeErrors = {
  'node.badProxyValue': {
    code: 'MLA-NODE-001',
    kind: 'invalid',
    message: '{value} cannot be part of a proxy setting.',
    cause: 'Programs of root read these settings. Only names, addresses and networks are accepted.',
    fix: 'Correct spec.proxy: http://HOST:PORT for a proxy; names, addresses and networks in noProxy.',
  },
  'node.unreachable': {
    code: 'MLA-NODE-002',
    kind: 'unavailable',
    message: 'The node {node} does not answer on SSH at {address}: {reason}.',
    cause: 'The node is down, or a firewall keeps the machine of MLAnywhere from port 22 of the nodes.',
    fix: 'Start the node or open the port, then run `mla retry NAME`. The other nodes stay as they are.',
  },
  'node.loginRefused': {
    code: 'MLA-NODE-003',
    kind: 'unauthorized',
    message: 'The node {node} refuses the SSH key of {user}.',
    cause: 'The public half of the key is not in the file authorized_keys of this user, or the user is another one.',
    fix: 'Give the private key that belongs to the cluster: `mla access secret NAME node-key --file FILE`. Then run `mla retry NAME`.',
  },
  'node.hostKeyChanged': {
    code: 'MLA-NODE-004',
    kind: 'forbidden',
    message: 'The node {node} at {address} has another SSH host key than before: {found}, not {expected}.',
    cause: 'The machine was installed again, or another machine answers in its place. Nothing was sent to it.',
    fix: 'Compare the fingerprint on the node itself with ssh-keygen -l. If it is right, run `mla proxy trust NAME NODE FINGERPRINT`, then `mla retry NAME`.',
  },
  'node.sudoRefused': {
    code: 'MLA-NODE-005',
    kind: 'forbidden',
    message: 'The user {user} may not use sudo on the node {node}: {reason}.',
    cause: 'Sudo wants a password that was not given or is wrong, or the user is not allowed to use it.',
    fix: 'Give the password: `mla access secret NAME node-sudo-password`. Or allow the user sudo without a password. Then run `mla retry NAME`.',
  },
  'node.fileFailed': {
    code: 'MLA-NODE-006',
    kind: 'upstream',
    message: 'On the node {node}, {file} could not be written: {reason}.',
    cause:
      'The disk is full or read-only, or someone damaged the block of MLAnywhere in the file. The file is as it was.',
    fix: 'Correct this on the node, then run `mla retry NAME`.',
  },
  'node.serviceFailed': {
    code: 'MLA-NODE-007',
    kind: 'upstream',
    message: 'On the node {node}, {service} does not restart: {reason}.',
    cause: 'Its settings have a fault, or something else keeps it from starting.',
    fix: 'Look at the log on the node: `journalctl -u {service}`. Then run `mla retry NAME`. If the node was drained, it takes pods again after that.',
  },
  'node.interrupted': {
    code: 'MLA-NODE-008',
    kind: 'unavailable',
    message: 'The SSH connection to the node {node} ended during the work: {reason}.',
    cause: 'The network failed, or the node went down. No file is half-written.',
    fix: 'Run `mla retry NAME`: what is done stays, and the rest is done.',
  },
  'node.notDrained': {
    code: 'MLA-NODE-009',
    kind: 'conflict',
    message: 'The node {node} could not be drained: {reason}.',
    cause: 'A PodDisruptionBudget allows no eviction, or a pod would not be made again elsewhere.',
    fix: 'Give its workload another replica, or delete the pod yourself. Then run `mla retry NAME`.',
  },
  'node.notReady': {
    code: 'MLA-NODE-010',
    kind: 'timeout',
    message: 'The node {node} is not ready {minutes} minutes after its container runtime restarted.',
    cause: 'The container runtime or the kubelet on the node does not work.',
    fix: 'Look at the node: `kubectl describe node {node}`, and on it `journalctl -u kubelet`. Then run `mla retry NAME`.',
  },
  'node.notAll': {
    code: 'MLA-NODE-011',
    kind: 'upstream',
    message: '{count} of {total} nodes do not have the proxy: {nodes}.',
    cause: 'Each node has an event that says why, which `mla logs NAME` shows. The other nodes are done.',
    fix: 'Correct what the events say, then run `mla retry NAME`. Nodes that are done are only looked at.',
  },
  'node.badPrivateKey': {
    code: 'MLA-NODE-012',
    kind: 'invalid',
    message: 'The private SSH key for the nodes cannot be used: {reason}.',
    cause: 'The file is not a private key of OpenSSH, or it has a passphrase, which nobody can enter during a run.',
    fix: 'Give a key without a passphrase: `mla access secret NAME node-key --file FILE`. MLAnywhere stores it encrypted.',
  },
} as const satisfies Record<string, ErrorDefinition>;
