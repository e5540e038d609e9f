/** How people reach Kubeflow. */
export const accessWords = {
  title: 'Access',
  lead: 'How browsers reach the dashboard. You can change it later with mla access set.',
  expose: {
    label: 'Reached by',
    choices: {
      clusterIP: 'A forwarded port: mla open, or this page',
      nodePort: 'A port of each node',
      loadBalancer: 'A load balancer',
      ingress: 'An Ingress class of your cluster',
      gateway: 'A Gateway class, or a Gateway of your cluster',
    },
  },
  host: { label: 'Host name', hint: 'Browsers open this name. Your DNS must lead it to the cluster.' },
  nodePort: { label: 'Port of each node', hint: 'Usually 30000 to 32767. If empty, the cluster chooses one.' },
  className: { label: 'Class', hint: 'kubectl get ingressclass, or kubectl get gatewayclass.' },
  gateway: { label: 'Existing Gateway', hint: 'namespace/name, instead of a class.' },
  annotations: { label: 'Annotations', hint: 'One key=value per line.' },
  tls: {
    label: 'HTTPS certificate',
    unset: 'None: only a forwarded port',
    choices: {
      release: 'Made in the cluster, by cert-manager',
      issuer: 'From your cert-manager issuer',
      acme: 'From an ACME server, for example Let’s Encrypt',
      files: 'Your own certificate file',
      external: 'In front of Kubeflow: your load balancer or proxy has it',
      none: 'None: plain HTTP, unencrypted',
    },
    plain: 'Plain HTTP: passwords and sessions travel unencrypted. Everyone on the way can read them.',
  },
  issuerKind: 'Kind of issuer',
  issuerName: 'Name of the issuer',
  server: { label: 'ACME server', hint: 'Its directory, for example https://acme-v02.api.letsencrypt.org/directory' },
  email: { label: 'E-mail address for the ACME server' },
  http01: { label: 'HTTP-01: Ingress class', hint: 'The class that answers the challenge.' },
  dns01: {
    label: 'DNS-01: solver in YAML',
    hint: 'Instead of HTTP-01. cert-manager gets it as it is. Store credentials with mla access secret.',
  },
  certificate: {
    label: 'Certificate with its chain (PEM)',
    hint: 'Without the key.',
  },
  key: {
    label: 'Key of the certificate (PEM)',
    hint: 'Goes to the server with the installation and is stored encrypted there. Empty keeps a key that is stored already.',
  },
} as const;
