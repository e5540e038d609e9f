/** The name that Kubeflow itself proposes: the part before the @, as a namespace may be called. */
export function profileNameFor(email: string): string {
  const local = (email.split('@')[0] ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return local.slice(0, 63).replace(/^-+|-+$/g, '') || 'user';
}
