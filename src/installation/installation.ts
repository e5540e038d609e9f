import { z } from 'zod';
import { clusterSchemas } from '../platforms/unions.ts';
import { refuseUnbuilt } from './refuse-unbuilt.ts';
import { defaultRelease } from './default-release.ts';
import { resourceName } from './resource-name.ts';

export { platformIds, type PlatformId } from '../platforms/unions.ts';

const cluster = z.discriminatedUnion('platform', clusterSchemas);

/** What is in an installation is shown to everybody who may see it: no passwords in here. */
const proxyAddress = z.url({ abort: true }).refine((text) => new URL(text).password === '', 'must not hold a password');

const proxy = z.strictObject({
  http: proxyAddress.optional(),
  https: proxyAddress.optional(),
  noProxy: z.array(z.string().min(1)).default([]),
});

const kubeflow = z.strictObject({
  /** A version, or `sample`; `26.03.1@sha256:…` pins the bundle. */
  release: z.string().min(1).default(defaultRelease),
  components: z.union([z.literal('all'), z.array(z.string().min(1)).min(1)]).default('all'),
  user: z.strictObject({ email: z.email().default('user@example.com') }).prefault({}),
  /**
   * What of other owners may be changed: `istio` or another piece of software
   * that is on the cluster already, `installation:NAME` for another
   * installation of MLAnywhere. Nothing when left out.
   */
  takeOver: z.array(z.string().min(1)).optional(),
  /** `loadBalancer` is what a later version may do; see `refuseUnbuilt`. */
  access: z.strictObject({ expose: z.enum(['clusterIP', 'loadBalancer']).default('clusterIP') }).prefault({}),
});

/** An installation as it was once saved, also one with a wish that is refused today. */
export const savedInstallation = z.strictObject({
  apiVersion: z.literal('mlanywhere.dev/v1alpha1'),
  kind: z.literal('Installation'),
  metadata: z.strictObject({ name: resourceName }),
  spec: z.strictObject({
    cluster,
    proxy: proxy.optional(),
    /** Null makes the cluster only. */
    kubeflow: kubeflow.nullable().prefault({}),
  }),
});

/** What a user wants: a cluster and Kubeflow on it. The one schema behind YAML, form, flags and API. */
export const installationSchema = savedInstallation.superRefine(refuseUnbuilt);

/** An installation with every default filled in. */
export type Installation = z.infer<typeof installationSchema>;
/** An installation as a user writes it: what has a default may be left out. */
export type InstallationInput = z.input<typeof installationSchema>;
