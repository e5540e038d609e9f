import { z } from 'zod';
import { connectionField, platformField } from '../../../installation/cluster-fields.ts';
import { proxyFieldKinds, proxyFields, proxyFlags } from '../../proxy-fields.ts';
import { defineConnection, type PlatformDefinition } from '../../definition.ts';

/** Where Kubernetes mounts the account of a pod, if its Deployment asks for that. */
export const ownAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

const cluster = z.strictObject({
  platform: platformField('existing'),
  connection: connectionField,
  existing: z
    .strictObject({
      /** Context of the connection's kubeconfig. Default: its current context. */
      context: z.string().optional().meta({
        description: 'Context of the connection’s kubeconfig. Default: its current context',
        placeholder: 'name',
      }),
    })
    .prefault({}),
});

const connection = defineConnection({
  schema: z.strictObject({
    platform: z.literal('existing'),
    /** YAML text of an uploaded kubeconfig: no exec plugins, no file references. Half a mebibyte: a hundred contexts with their certificates. */
    kubeconfig: z
      .string()
      .min(1)
      .max(512 * 1024, { abort: true })
      .optional(),
    /** Or a file on the server's machine, or the folder of a pod's service account. Refused unless the server runs for its own user. */
    kubeconfigPath: z.string().min(1).optional(),
    context: z.string().optional(),
    ...proxyFields,
  }),
  mountedFiles: [ownAccountFolder],
  fields: { kubeconfig: 'kubeconfig', kubeconfigPath: 'local-file', context: 'shown', ...proxyFieldKinds },
  flags: [
    {
      field: 'kubeconfig',
      from: 'file',
      flag: '--kubeconfig <file>',
      text: 'kubeconfig of the cluster',
      example: '~/.kube/config',
      pathField: 'kubeconfigPath',
    },
    { field: 'context', from: 'text', flag: '--context <name>', text: 'context of it (else its current one)' },
    ...proxyFlags,
  ],
});

/** An existing cluster. */
export const existing = {
  id: 'existing',
  title: 'A cluster you have',
  description:
    'Installs on a Kubernetes cluster that is already there, wherever it runs. The cluster itself is left as it is.',
  needs: [
    'a kubeconfig of a cluster administrator, or of an account with the rights that preflight lists',
    'a way from this machine to the cluster’s API server',
  ],
  capabilities: { makesClusters: false, scale: false, clusterProxy: false },
  cluster,
  connection,
} as const satisfies PlatformDefinition<z.infer<typeof cluster>>;
