import { z } from 'zod';

/** Kubernetes versions that a cluster on this machine can have, newest first. A test holds them equal to what the known releases accept. */
export const kubernetesMinors = ['1.36', '1.35', '1.34'] as const;
export type KubernetesMinor = (typeof kubernetesMinors)[number];

/** Container engines that a tool can use. */
export const engineNames = ['docker', 'podman'] as const;
export type EngineName = (typeof engineNames)[number];

const port = z.int().min(1).max(65_535);

/** `8080:31380`, each part a port. */
function isPortPair(text: string): boolean {
  const parts = text.split(':');
  return parts.length === 2 && parts.every((part) => /^\d{1,5}$/.test(part) && port.safeParse(Number(part)).success);
}

/** A reference such as `ghcr.io/kubeflow/notebook:v1`. A leading hyphen would be a flag. */
const imageName = z
  .string()
  .max(512)
  .regex(/^[a-z0-9][\w.:/@-]*$/i, 'must be the name of an image, for example ghcr.io/example/image:v1');

const certificate = z
  .string()
  .max(256 * 1024, { abort: true })
  .refine(
    (text) => /^-----BEGIN CERTIFICATE-----$/m.test(text) && !/PRIVATE KEY/.test(text),
    'must be certificates in PEM form, without a private key',
  );

/** Fields that kind, k3d and minikube share. */
export const laptopFields = {
  kubernetes: z.enum(kubernetesMinors).default('1.36').meta({ description: 'Kubernetes version of the cluster' }),
  nodes: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .meta({ description: 'How many nodes, including the control plane. All share this machine' }),
  /** The tool's own image for the version when left out. */
  image: imageName.optional().meta({
    description: 'Image of the nodes, for example from a mirror; otherwise the one for the Kubernetes version',
    placeholder: 'name',
  }),
  engine: z
    .enum(engineNames)
    .optional()
    .meta({ description: 'Container engine; otherwise the first one that runs: docker, then podman' }),
  ports: z
    .array(z.string().refine(isPortPair, 'must be PORT:NODEPORT, for example 8080:31380'))
    .max(20)
    .default([])
    .meta({
      description: 'Ports of this machine that lead to a port of the node, for example 8080:31380',
      placeholder: 'pairs',
    }),
  registryMirror: z
    .url({ protocol: /^https?$/, abort: true })
    .refine((text) => new URL(text).username === '' && new URL(text).password === '', 'must not hold a password')
    .optional()
    .meta({ description: 'Mirror of Docker Hub, without a password' }),
  certificateAuthority: certificate.optional().meta({
    description: 'Certificates that the nodes trust, in PEM form: of a proxy, a mirror or a registry',
    placeholder: 'pem',
  }),
  preload: z.array(imageName).max(200).default([]).meta({
    description: 'Images of this machine’s container engine to copy into the cluster',
    placeholder: 'images',
  }),
};

/** What the shared fields hold. */
export interface LaptopWish {
  readonly kubernetes: KubernetesMinor;
  readonly nodes: number;
  readonly image?: string | undefined;
  readonly engine?: EngineName | undefined;
  readonly ports: readonly string[];
  readonly registryMirror?: string | undefined;
  readonly certificateAuthority?: string | undefined;
  readonly preload: readonly string[];
  /** Only of tools that can pass them on. */
  readonly gpus?: string | undefined;
  readonly cpus?: number | undefined;
  readonly memoryGiB?: number | undefined;
}

/** Problems that the schema cannot express. `path` begins below `spec.cluster`. */
export function refuseLaptopWish(
  id: string,
  { ports }: Partial<LaptopWish>,
): { readonly path: readonly string[]; readonly message: string }[] {
  const hostPorts = (ports ?? []).map((pair) => pair.split(':')[0]);
  const twice = hostPorts.find((own, index) => hostPorts.indexOf(own) < index);
  return twice === undefined ? [] : [{ path: [id, 'ports'], message: `names port ${twice} of this machine twice` }];
}
