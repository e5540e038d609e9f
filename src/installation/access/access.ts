import { z } from 'zod';

/** How the gateway of Kubeflow is reached. `clusterIP`: from inside the cluster, and by a forwarded port. */
export const exposeChoices = ['clusterIP', 'nodePort', 'loadBalancer', 'ingress', 'gateway'] as const;

/** Where the certificate for HTTPS comes from. `none` is plain HTTP. */
export const tlsChoices = ['none', 'release', 'issuer', 'acme', 'files', 'external'] as const;

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
/** DNS has no longer ones. */
const hostLabel = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';

/** A name as Kubernetes has it, with dots. */
const objectName = new RegExp(`^${label}(\\.${label})*$`);

const tls = z.strictObject({
  from: z.enum(tlsChoices).meta({
    description:
      'Certificate for HTTPS: release makes one, issuer and acme ask cert-manager, files are yours, external is in front of Kubeflow, none is plain HTTP',
    flag: 'access-tls',
  }),
  issuer: z
    .strictObject({
      kind: z.enum(['ClusterIssuer', 'Issuer']).default('ClusterIssuer').meta({
        description: 'Kind of your cert-manager issuer; an Issuer is in the namespace of the gateway',
      }),
      name: z.string().max(253).regex(objectName, 'the name of an issuer of cert-manager').meta({
        description: 'Your cert-manager issuer, with tls issuer',
        flag: 'access-tls-issuer',
      }),
    })
    .optional()
    .meta({ description: 'Your cert-manager issuer' }),
  server: z.url({ abort: true }).startsWith('https://', 'begins with https://').optional().meta({
    description: 'Directory of the ACME server, with tls acme',
  }),
  email: z.email().optional().meta({ description: 'Whom the ACME server writes to, with tls acme' }),
  http01: z.string().max(253).regex(objectName, 'the name of an Ingress class').optional().meta({
    description: 'Ingress class that answers HTTP-01 challenges, with tls acme',
  }),
  dns01: z
    .string()
    .max(16_384)
    .regex(/^[a-zA-Z]\w*:\s[\s\S]*$/, 'the YAML of one solver, for example cloudflare: {…}')
    .optional()
    .meta({
      description: 'DNS-01 solver in YAML, given to cert-manager as it is, with tls acme',
      placeholder: 'yaml',
    }),
  certificate: z.string().min(1).max(65_536).optional().meta({
    description: 'Certificate with its chain, PEM, with tls files',
    placeholder: 'pem',
  }),
});

/** `spec.kubeflow.access`. `refuseAccess` says which fields go together. */
export const access = z.strictObject({
  expose: z.enum(exposeChoices).default('clusterIP').meta({
    description:
      'How you reach Kubeflow: a forwarded port, a port of each node, a load balancer, your Ingress or Gateway',
  }),
  host: z
    .string()
    .max(253)
    .regex(
      new RegExp(`^${hostLabel}(\\.${hostLabel})*$`),
      'a host name such as kubeflow.example.com, or an IPv4 address',
    )
    .optional()
    .meta({ description: 'Host name under which browsers reach Kubeflow', placeholder: 'name' }),
  nodePort: z.int().min(1).max(65_535).optional().meta({
    description: 'Port of each node, with nodePort; the cluster chooses one if left out',
  }),
  annotations: z
    .array(z.string().regex(/^[A-Za-z0-9./_-]+=.*$/, 'key=value'))
    .min(1)
    .optional()
    .meta({
      description: 'Annotations as key=value for the load balancer, Ingress or Gateway',
      placeholder: 'key=value',
    }),
  class: z
    .string()
    .max(253)
    .regex(objectName, 'the name of an Ingress class or Gateway class')
    .optional()
    .meta({ description: 'Your Ingress class or Gateway class, with ingress or gateway' }),
  gateway: z
    .string()
    .regex(new RegExp(`^${label}/${label}(\\.${label})*$`), 'namespace/name of a Gateway')
    .optional()
    .meta({ description: 'Your existing Gateway as namespace/name, with gateway' }),
  tls: tls.optional().meta({ description: 'HTTPS: where the certificate comes from' }),
});

/** `spec.kubeflow.access`, as it is checked. */
export type AccessWish = z.infer<typeof access>;
export type TlsWish = NonNullable<AccessWish['tls']>;
