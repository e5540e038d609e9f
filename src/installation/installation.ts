import { z } from 'zod';
import { clusterSchemas } from '../platforms/unions.ts';
import { access } from './access/access.ts';
import { componentSets } from './components/chosen-components.ts';
import { login } from './login/login.ts';
import { refuseUnbuilt } from './refuse-unbuilt.ts';
import { defaultRelease } from './default-release.ts';
import { foundationChoices } from './foundation.ts';
import { patchIds } from './patch-ids.ts';
import { podParts, podPartSets } from './proxy/pod-parts.ts';
import { resourceName } from './resource-name.ts';

export { platformIds, type PlatformId } from '../platforms/unions.ts';

/** `spec.cluster`. */
export const clusterSchema = z.discriminatedUnion('platform', clusterSchemas);

/** What is in an installation is shown to everybody who may see it: no passwords in here. */
const proxyAddress = z.url({ abort: true }).refine((text) => new URL(text).password === '', 'must not hold a password');

/** `spec.proxy`. */
export const proxy = z.strictObject({
  http: proxyAddress.optional().meta({ description: 'HTTP proxy of nodes and pods, without a password' }),
  https: proxyAddress.optional().meta({ description: 'HTTPS proxy of nodes and pods, without a password' }),
  // No program starts with a NUL in its arguments or environment.
  noProxy: z
    .array(z.string().regex(/^[^\u0000-\u001f\u007f-\u009f]+$/, 'must be a name, an address or a network, on one line'))
    .default([])
    .meta({
      description: 'Names, addresses and networks to reach without the proxy',
      placeholder: 'hosts',
      flag: 'noproxy',
    }),
  pods: z
    .union([z.enum(podPartSets), z.array(z.enum(podParts)).min(1)])
    .default('all')
    .meta({
      description: `Parts of Kubeflow whose pods use the proxy: all, none, or a list of ${podParts.join(', ')}`,
      placeholder: 'names',
    }),
});

function foundationChoice(title: string) {
  return z
    .enum(foundationChoices)
    .default('ours')
    .meta({ description: `${title}: ours installs it, yours uses what the cluster has, none does without` });
}

/** `spec.kubeflow`, where there is one. */
export const kubeflow = z.strictObject({
  /** A version, or `sample`; `26.03.1@sha256:…` pins the bundle. */
  release: z.string().min(1).default(defaultRelease).meta({
    description: 'Version of Kubeflow; sample is a small release for the sandbox, which real clusters refuse',
    placeholder: 'version',
  }),
  components: z
    .union([z.enum(componentSets), z.array(z.string().min(1)).min(1)])
    .default('all')
    .meta({
      description:
        'all, light (login, dashboard and notebooks), or a list of components; MLAnywhere adds what they require',
      placeholder: 'names',
    }),
  user: z
    .strictObject({
      email: z
        .email()
        .default('user@example.com')
        .meta({ description: 'Who logs in to Kubeflow; the namespace keeps the name kubeflow-user-example-com' }),
    })
    .prefault({}),
  /** As the release has it when left out: closed. */
  registration: z.enum(['closed', 'open']).optional().meta({
    description: 'open: whoever logs in without a profile may make one in the dashboard; closed unless set',
  }),
  /**
   * What of other owners may be changed: `istio` or another piece of software
   * that is on the cluster already, `installation:NAME` for another
   * installation of MLAnywhere. Nothing when left out.
   */
  takeOver: z.array(z.string().min(1)).optional().meta({
    description: 'Software of other owners that may be changed: istio, cert-manager, installation:NAME',
    placeholder: 'words',
  }),
  /** Whose cert-manager, Istio and Knative Kubeflow uses. MLAnywhere's own when left out. */
  foundation: z
    .strictObject({
      'cert-manager': foundationChoice('cert-manager'),
      istio: foundationChoice('Istio'),
      knative: foundationChoice('Knative'),
    })
    .optional()
    .meta({ description: 'Whose software Kubeflow runs on: ours, yours or none' }),
  /** Preflight checks whose failure does not stop a run, each with the reason. */
  overrides: z
    .array(
      z.strictObject({
        check: resourceName.meta({ description: 'Id of a check that may be overridden, for example capacity-memory' }),
        reason: z.string().trim().min(3).max(500).meta({ description: 'Why; recorded with the run' }),
      }),
    )
    .optional()
    .meta({ description: 'Preflight checks to override, each with a reason' }),
  /** What MLAnywhere changes in the release's objects: by itself, unless said here. */
  patches: z
    .strictObject({
      enable: z.array(z.enum(patchIds)).default([]).meta({
        description: 'Changes to the release to switch on, by id; `mla plan` lists them',
        placeholder: 'ids',
      }),
      disable: z.array(z.enum(patchIds)).default([]).meta({
        description: 'Changes to the release to switch off, by id',
        placeholder: 'ids',
      }),
    })
    .optional()
    .meta({ description: 'Changes to the release: what to switch on and off' }),
  /** How people reach Kubeflow. */
  access: access.prefault({}),
  /** Checks at the end of a run; none when left out. */
  verify: z.enum(['readOnly', 'all']).optional().meta({
    description: 'Check Kubeflow at the end: readOnly only reads, all also makes a notebook, a pipeline and a model',
  }),
  /** External login services, beside Dex's own users. */
  login: login.optional().meta({ description: 'How people log in, beside a password of Dex' }),
});

/** An installation as it was once saved, also one with a wish that is refused today. */
export const savedInstallation = z.strictObject({
  apiVersion: z.literal('mlanywhere.dev/v1alpha1').meta({ description: 'Version of this format' }),
  kind: z.literal('Installation').meta({ description: 'Kind of object' }),
  metadata: z.strictObject({
    name: resourceName.meta({ description: 'Name of the installation, and of a cluster created for it' }),
  }),
  spec: z.strictObject({
    cluster: clusterSchema,
    proxy: proxy.optional(),
    /** Null makes the cluster only. */
    kubeflow: kubeflow
      .nullable()
      .prefault({})
      .meta({ description: 'What to install; null creates the cluster only', without: 'Create the cluster only' }),
  }),
});

/** What a user wants: a cluster and Kubeflow on it. The one schema behind YAML, form, flags and API. */
export const installationSchema = savedInstallation.superRefine(refuseUnbuilt);

/** An installation with every default filled in. */
export type Installation = z.infer<typeof installationSchema>;
/** An installation as a user writes it: what has a default may be left out. */
export type InstallationInput = z.input<typeof installationSchema>;
