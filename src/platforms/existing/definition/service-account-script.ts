/** Where the account is on the cluster, and what it is called there. */
const namespace = 'mlanywhere-access';
const account = 'installer';

/** How long its token is good for, as kubectl reads a duration. Clusters may cut it: EKS to 24 h. */
export const defaultLifetime = '8h';

/**
 * A script that a person runs where kubectl reaches the cluster, with whatever
 * login program that takes. It makes a service account with the rights of an
 * administrator and prints a kubeconfig with its token, which needs no program
 * and no file. The token never is an argument of a program.
 */
export function serviceAccountScript(lifetime: string = defaultLifetime): string {
  return `#!/bin/sh
# Prints a kubeconfig that needs no login program: for EKS, GKE, AKS and every other cluster.
# Run it where kubectl works:  sh script.sh > mlanywhere.kubeconfig
# Its token is valid for ${lifetime}, or less if the cluster says so. To withdraw it:
#   kubectl delete namespace ${namespace}; kubectl delete clusterrolebinding ${namespace}
set -eu
umask 077
apply() { kubectl create "$@" --dry-run=client -o yaml | kubectl apply -f - >&2; }
apply namespace ${namespace}
apply serviceaccount ${account} --namespace ${namespace}
apply clusterrolebinding ${namespace} --clusterrole cluster-admin --serviceaccount ${namespace}:${account}
cluster=$(kubectl config view --minify --flatten --raw -o 'jsonpath={.clusters[0].cluster}')
token=$(kubectl create token ${account} --namespace ${namespace} --duration ${lifetime})
cat <<END
apiVersion: v1
kind: Config
current-context: mlanywhere
clusters: [{ name: cluster, cluster: $cluster }]
users: [{ name: ${account}, user: { token: "$token" } }]
contexts: [{ name: mlanywhere, context: { cluster: cluster, user: ${account} } }]
END
`;
}
