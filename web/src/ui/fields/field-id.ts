/** The id of a field's control, made from its path into the installation, so that a check can link to it. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

/** The stage that a field of the installation is asked in. */
export function stageOfField(path: string): '/new/connect' | '/new/cluster' | '/new/kubeflow' {
  if (path === 'spec.cluster.connection' || path === 'spec.cluster.platform') return '/new/connect';
  return path.startsWith('spec.kubeflow') ? '/new/kubeflow' : '/new/cluster';
}
