/** The Service that all of Kubeflow is reached through, with its port for HTTP. Source: the release's own Gateway `kubeflow/kubeflow-gateway`. */
export const kubeflowGateway = { namespace: 'istio-system', service: 'istio-ingressgateway', port: 80 } as const;
