export const ccpWords = {
  sections: {
    place: {
      title: 'Place',
      lead: 'Where vSphere creates the machines. Each list depends on the ones before it.',
    },
    machines: {
      title: 'Machines',
      lead: 'All of Kubeflow needs about 3 workers of 8 vCPUs and 32 GiB. Fewer components need less.',
    },
    network: { title: 'Network', lead: 'Networks and addresses of the machines and pods.' },
    access: { title: 'Access', lead: 'Your public SSH key lets you log in to each machine.' },
    extras: { title: 'Time and registries', lead: 'Only if your network needs them.' },
  },
  provider: {
    label: 'vSphere provider',
    empty: 'The platform has no vSphere provider, or your user cannot see it.',
  },
  datacenter: { label: 'Datacenter', empty: 'The provider’s vSphere user has no access to any datacenter.' },
  cluster: { label: 'vSphere cluster', empty: 'The provider’s user can see no cluster in this datacenter.' },
  resourcePool: {
    label: 'Resource pool',
    hint: 'Leave it empty to use the cluster’s root pool.',
    empty: 'This cluster has only its root resource pool.',
  },
  network_: {
    label: 'Network',
    hint: 'The port group that the machines connect to.',
    empty: 'The provider’s user can see no port group here.',
  },
  datastore: {
    label: 'Datastore',
    hint: 'Where the disks of the machines are stored.',
    empty: 'The provider’s user can see no datastore here.',
  },
  image: {
    label: 'Tenant image',
    hint: 'The template of each machine. Its name contains the Kubernetes version.',
    empty: 'No template was uploaded to this datacenter.',
  },
  vipPool: {
    label: 'VIP pool',
    hint: 'Addresses for the API server and load balancers.',
    empty: 'The platform has no subnet with free addresses.',
  },
  gpu: {
    label: 'GPU per worker',
    hint: 'For training and serving on GPUs.',
    empty: 'No host in this cluster has a GPU.',
    none: 'No GPU',
    count: 'GPUs per worker',
  },
  masters: 'Control plane nodes',
  mastersHint: '1 for testing, 3 for high availability.',
  masterSizes: { vcpus: 'vCPUs per control plane node', memory: 'Memory per control plane node' },
  podCidr: { label: 'Pod network', hint: 'Must not overlap with your networks.' },
  loadBalancers: { label: 'Load balancer addresses', hint: 'Taken from the VIP pool.' },
  sshUser: { label: 'SSH user' },
  sshKey: {
    label: 'Public SSH key',
    hint: 'Paste the content of your .pub file, or choose the file.',
    file: 'Choose a .pub file',
    type: 'Type',
    fingerprint: 'Fingerprint',
    comment: 'Comment',
    make: 'No key yet? Run: ssh-keygen -t ed25519',
  },
  ntpServers: { label: 'NTP servers' },
  ntpPools: { label: 'NTP pools' },
  insecureRegistries: { label: 'Insecure registries' },
  rootCaRegistries: { label: 'Registries with a private CA' },
  allFields: 'Show all fields',
  fewerFields: 'Show fewer fields',
  connection: {
    address: 'Address',
    addressHint: 'Copy it from your browser, for example https://ccp.example.com',
    username: 'User',
    password: 'Password',
    passwordHint: 'The server stores it encrypted and never shows it again.',
  },
} as const;

/** What is wrong with an SSH key, in plain words. */
export const sshKeyWords = {
  private: 'This is a private key. Keep it secret, and paste the .pub file instead.',
  shape: 'This is not a public key. A public key looks like: ssh-ed25519 AAAA… name',
  type: (type: string) => `Keys of type ${type} are not supported. Use ssh-ed25519, ecdsa or rsa.`,
  damaged: 'The key is damaged. Copy it again, from the first character to the last.',
} as const;
