import { registryOf } from '../../kubernetes/diagnosis/registry-of.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';

/** Leftovers of a probe whose removal failed are found by this label. */
export const probeLabel = 'mlanywhere.dev/probe';
/** Not in any image: a container that cannot find its program has its image. */
const noProgram = '/mlanywhere-probe';
/** Images of databases have a shell. */
const withShell = /(^|\/)(mysql|mariadb|postgres|busybox|alpine)(?=[:@]|$)/;
/** The user of most databases. */
const databaseUser = 999;

/** What a probe makes, in this order, all in one namespace. */
export interface ProbeObjects {
  readonly namespace: KubernetesObject;
  /** One container for an image of each registry of the plan. */
  readonly pull: KubernetesObject;
  /** Registries by the name of their container. */
  readonly registries: ReadonlyMap<string, string>;
  /** Writes to a new volume as a database does, and prints limits of the node. Undefined where no image of the plan has a shell. */
  readonly write: { readonly claim: KubernetesObject; readonly pod: KubernetesObject } | undefined;
}

/** The objects of a probe for the images of a plan. */
export function probeObjects({ totals: { images } }: Pick<Plan, 'totals'>, name: string): ProbeObjects {
  const byRegistry = [...Map.groupBy(images, registryOf)].flatMap(([registry, [image]]) =>
    image === undefined ? [] : [{ registry, image }],
  );
  const metadata = (own: string): KubernetesObject['metadata'] => ({
    name: own,
    namespace: name,
    labels: { [probeLabel]: 'true' },
  });
  const shell = images.find((image) => withShell.test(image));
  return {
    namespace: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          [probeLabel]: 'true',
          'pod-security.kubernetes.io/enforce': 'restricted',
          'istio-injection': 'disabled',
        },
      },
    },
    pull: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: metadata('pull'),
      spec: {
        ...quiet,
        containers: byRegistry.map(({ image }, index) => ({
          ...container(`registry-${index}`, image),
          command: [noProgram],
        })),
      },
    },
    registries: new Map(byRegistry.map(({ registry }, index) => [`registry-${index}`, registry])),
    write: shell === undefined ? undefined : writer(shell, metadata),
  };
}

function writer(
  image: string,
  metadata: (own: string) => KubernetesObject['metadata'],
): NonNullable<ProbeObjects['write']> {
  const limits = ['max_user_instances', 'max_user_watches'].map((limit) => `/proc/sys/fs/inotify/${limit}`).join(' ');
  return {
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: metadata('data'),
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: metadata('write'),
      spec: {
        ...quiet,
        securityContext: { fsGroup: databaseUser },
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
        containers: [
          {
            ...container('write', image),
            command: ['sh', '-c', `cat ${limits}; touch /probe/written`],
            volumeMounts: [{ name: 'data', mountPath: '/probe' }],
          },
        ],
      },
    },
  };
}

const quiet = { restartPolicy: 'Never', automountServiceAccountToken: false, terminationGracePeriodSeconds: 0 };

/** Fits the strictest pod security. */
function container(name: string, image: string): object {
  return {
    name,
    image,
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      runAsNonRoot: true,
      runAsUser: databaseUser,
      runAsGroup: databaseUser,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}
