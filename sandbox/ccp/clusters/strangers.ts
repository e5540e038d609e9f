/** What others make in the same CCP, as clients of its v3 API met it, and entries that lack what every entry should have. */
export const strangers = {
  clusters: [
    {
      id: '5b0f1c9e-eks0-4f5c-9a53-000000000001',
      type: 'eks',
      name: 'team-eks',
      status: 'READY',
      provider: 'aws-1',
      region: 'us-west-2',
      vpc_sizing: { subnet: '10.20.0.0/16' },
      ami: '',
      instance_type: 't3.large',
      worker_count: '3',
      access_role_arn: null,
      ssh_keys: [],
      kubeconfig: 'not ours',
    },
    {
      id: '5b0f1c9e-aks0-4f5c-9a53-000000000002',
      type: 'aks',
      name: 'team-aks',
      status: 'CREATING',
      master_group: 'managed',
      node_groups: { count: 2 },
    },
    { id: '5b0f1c9e-odd0-4f5c-9a53-000000000003', name: null, node_groups: null },
    { name: 'half-made' },
    null,
  ],
  providers: [
    { id: 'aws-1', type: 'aws', name: 'aws-production', address: null, port: null },
    { id: 'azure-1', type: 'azure', name: 'azure-trial' },
    { type: 'vsphere', name: 'without-id' },
  ],
  subnets: [
    { name: 'without-id', free_ips: 'many' },
    {
      uuid: 'c1f7a2d4-0000-4f0b-9c55-000000000009',
      name: 'of-aci',
      cidr: null,
      pools: null,
      free_ips: null,
      total_ips: null,
    },
  ],
} as const;
