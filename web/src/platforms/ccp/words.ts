import type { PlatformPage } from '../platform-page.ts';

export const ccpWords = {
  sections: {
    place: {
      title: 'Place',
      lead: 'Where on vSphere the machines are made. Each list follows from the ones before it.',
    },
    machines: {
      title: 'Machines',
      lead: 'Kubeflow as a whole wants about 3 workers of 8 vCPUs and 32 GiB; fewer components need less.',
    },
    network: { title: 'Network', lead: 'How the machines and the pods on them are reached.' },
    access: { title: 'Access', lead: 'Your public SSH key is put on each machine, so that you can look inside.' },
    extras: { title: 'Time and registries', lead: 'Only if your network asks for it.' },
  },
  provider: {
    label: 'vSphere provider',
    empty: 'Nobody has added a vSphere provider to the platform yet, or your user may not see it.',
  },
  datacenter: { label: 'Datacenter', empty: 'The provider’s vSphere user may have no rights on any datacenter.' },
  cluster: { label: 'vSphere cluster', empty: 'This datacenter has no cluster that the provider’s user may see.' },
  resourcePool: {
    label: 'Resource pool',
    hint: 'The cluster’s own pool when none is chosen.',
    empty: 'This cluster has no resource pool but its own.',
  },
  network_: {
    label: 'Network',
    hint: 'The port group the machines are plugged in.',
    empty: 'The provider’s user may not see any port group here.',
  },
  datastore: {
    label: 'Datastore',
    hint: 'Where the disks lie.',
    empty: 'The provider’s user may not see any datastore here.',
  },
  image: {
    label: 'Tenant image',
    hint: 'The template of each machine; the Kubernetes version is in its name.',
    empty: 'No template is uploaded, or it lies in another datacenter.',
  },
  vipPool: {
    label: 'VIP pool',
    hint: 'Addresses for the API server and load balancers.',
    empty: 'No subnet with free addresses is set up on the platform.',
  },
  gpu: {
    label: 'GPU of each worker',
    hint: 'For training on graphics cards.',
    empty: 'No host of this cluster offers a GPU.',
    none: 'No GPU',
    count: 'GPUs each',
  },
  masters: 'Masters',
  mastersHint: 'One, or three that survive the loss of one.',
  masterSizes: { vcpus: 'vCPUs of a master', memory: 'Memory of a master' },
  podCidr: { label: 'Pod network', hint: 'Must not overlap with your own networks.' },
  loadBalancers: { label: 'Load balancer addresses', hint: 'Taken from the VIP pool.' },
  sshUser: { label: 'SSH user' },
  sshKey: {
    label: 'Public SSH key',
    hint: 'Paste the line of your .pub file, or choose the file.',
    file: 'Choose a .pub file',
    type: 'Type',
    fingerprint: 'Fingerprint',
    comment: 'Comment',
    make: 'None yet? Make one: ssh-keygen -t ed25519',
  },
  ntpServers: { label: 'NTP servers' },
  ntpPools: { label: 'NTP pools' },
  insecureRegistries: { label: 'Registries without verified certificate' },
  rootCaRegistries: { label: 'Registries signed by an own authority' },
  allFields: 'Show all fields',
  fewerFields: 'Show fewer fields',
  connection: {
    address: 'Address',
    addressHint: 'As in your browser’s address bar, for example https://ccp.example.com',
    username: 'User',
    password: 'Password',
    passwordHint: 'Sent to the server, stored there encrypted, never shown again.',
  },
} as const;

/** What is wrong with an SSH key, in plain words. */
export const sshKeyWords = {
  private: 'This is a private key. Never give it away: paste the .pub file beside it.',
  shape: 'This is not a public key. One looks like: ssh-ed25519 AAAA… name',
  type: (type: string) => `Keys of type ${type} are not supported. Use ssh-ed25519, ecdsa or rsa.`,
  damaged: 'The key is damaged: part of it is missing or was changed while copying.',
} as const;

/** The stages as they are here. */
export const ccpTeaching: PlatformPage['teaching'] = {
  cluster: {
    happens:
      'The platform clones virtual machines from a template, joins them to a Kubernetes cluster and hands MLAnywhere its kubeconfig. The lists you choose from are read from your platform as you go.',
    byHand: [
      'pick datacenter, network, datastore and template in vCenter',
      'write the cluster’s request as JSON and POST it',
      'poll until it is READY, then fetch the kubeconfig',
    ],
  },
};
