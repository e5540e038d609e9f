/** What a cluster on this machine needs, for people. `tool`: `kind 0.33`, the oldest that can be used. */
export function laptopNeeds(tool: string): readonly string[] {
  return [
    'Docker or Podman, running',
    `${tool} or newer`,
    '16 GiB of memory and 8 CPUs for all of Kubeflow, 8 GiB and 4 CPUs for a few components',
    '80 GiB of free disk',
  ];
}
