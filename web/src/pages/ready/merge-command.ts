/**
 * Adds a kubeconfig to the user's own and switches to it, in a POSIX shell. The
 * added one is named first: of two files kubectl takes the current context of the
 * first. Nothing is ever readable for others, and the file before is kept.
 */
export function mergeCommand(file: string): string {
  return [
    'mkdir -p ~/.kube && touch ~/.kube/config',
    'cp -p ~/.kube/config ~/.kube/config.before-mlanywhere',
    `(umask 077 && KUBECONFIG=${file}:~/.kube/config kubectl config view --flatten > ~/.kube/config.merged)`,
    'mv ~/.kube/config.merged ~/.kube/config',
  ].join(' && \\\n');
}
