/** The id of a field's control, made from its path into the installation, so that a check can link to it. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

/** The control of a field, as soon as it is on the page. Where a field has none, that of the group that it is in. */
export function findField(path: string): HTMLElement | undefined {
  for (let part = path; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const control = document.getElementById(fieldId(part));
    if (control !== null) return control;
  }
  return undefined;
}

/** Moves the cursor to a field, and the field into the middle of the page. Says whether it is there. */
export function goToField(path: string): boolean {
  const control = findField(path);
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
  return control !== undefined;
}

/** The stage that a field of the installation is asked in. */
export function stageOfField(path: string): '/new/connect' | '/new/cluster' | '/new/kubeflow' {
  if (path === 'spec.cluster.connection' || path === 'spec.cluster.platform') return '/new/connect';
  return path.startsWith('spec.kubeflow') ? '/new/kubeflow' : '/new/cluster';
}
