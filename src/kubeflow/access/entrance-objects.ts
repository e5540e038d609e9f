import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { entrance, type Access } from './access.ts';
import { certificateSecret } from './certificate-objects.ts';

const { namespace, service, plainPort } = entrance;
const name = 'kubeflow-access';
const redirect = 'kubeflow-access-redirect';

/** What leads from outside to the gateway: an Ingress or routes, and the NetworkPolicy that lets their packets in. */
export function entranceObjects(access: Access): KubernetesObject[] {
  return [...(access.expose === 'clusterIP' ? [] : [openPolicy]), ...routesOf(access)];
}

/** The releases let only their own namespace and Knative reach the gateway. A forwarded port does not pass such policies, everything else does. */
const openPolicy: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: {
    podSelector: { matchLabels: entrance.pods },
    policyTypes: ['Ingress'],
    ingress: [
      {
        ports: [
          { protocol: 'TCP', port: 8080 },
          { protocol: 'TCP', port: 8443 },
        ],
      },
    ],
  },
};

function routesOf(access: Access): KubernetesObject[] {
  if (access.expose === 'ingress') return [ingressOf(access)];
  if (access.expose !== 'gateway') return [];
  const { gateway, host } = access;
  const secret = certificateSecret(access);
  if ('existing' in gateway) return [routeOf(host, gateway.existing)];
  const ours = { namespace, name };
  if (secret === undefined) return [gatewayOf(access, gateway.class), routeOf(host, ours)];
  return [
    gatewayOf(access, gateway.class),
    routeOf(host, { ...ours, sectionName: 'https' }),
    httpRoute(redirect, {
      parentRefs: [{ ...ours, sectionName: 'http' }],
      hostnames: [host],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    }),
  ];
}

function ingressOf(access: Extract<Access, { expose: 'ingress' }>): KubernetesObject {
  const { host, annotations } = access;
  const secretName = certificateSecret(access);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace, ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }) },
    spec: {
      ingressClassName: access.class,
      ...(secretName !== undefined && { tls: [{ hosts: [host], secretName }] }),
      rules: [
        {
          host,
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: plainPort } } } },
            ],
          },
        },
      ],
    },
  };
}

function gatewayOf(access: Extract<Access, { expose: 'gateway' }>, gatewayClassName: string): KubernetesObject {
  const { host, annotations } = access;
  const secret = certificateSecret(access);
  const listener = { hostname: host, allowedRoutes: { namespaces: { from: 'Same' } } };
  const encrypted = {
    name: 'https',
    protocol: 'HTTPS',
    port: 443,
    ...listener,
    tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: secret ?? '' }] },
  };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace, ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }) },
    spec: {
      gatewayClassName,
      listeners: [
        { name: 'http', protocol: 'HTTP', port: 80, ...listener },
        ...(secret === undefined ? [] : [encrypted]),
      ],
    },
  };
}

function routeOf(host: string, parent: object): KubernetesObject {
  return httpRoute(name, {
    parentRefs: [parent],
    hostnames: [host],
    rules: [{ backendRefs: [{ name: service, port: plainPort }] }],
  });
}

function httpRoute(routeName: string, spec: object): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: routeName, namespace },
    spec,
  };
}
