import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { harmless, needs } from './made/pod-settings.ts';

/** What is asked of the model, and what it must answer: it was fitted to the line y = 2x. */
export const modelInput = { instances: [[3]] };
export const modelOutput = '{"predictions":[6.0]}';

/**
 * Fits a model and starts the server of the image with it: nothing is downloaded, so that a cluster without internet
 * passes too. Written for KServe's image for scikit-learn, which has Python, scikit-learn and joblib.
 */
const program = `
import os, pathlib, sys
import joblib
from sklearn.linear_model import LinearRegression
name, folder = sys.argv[1], pathlib.Path("/tmp/model")
folder.mkdir(exist_ok=True)
joblib.dump(LinearRegression(fit_intercept=False).fit([[1], [2]], [2, 4]), folder / "model.joblib")
os.execv(sys.executable, [sys.executable, "-m", "sklearnserver",
    "--model_name=" + name, "--model_dir=" + str(folder), "--http_port=8080"])
`;

/**
 * An InferenceService with a container of its own as predictor. It has no sidecar: the policy that Kubeflow gives to a
 * user's namespace lets nobody through who comes by way of Knative. Source: kubeflow/community-distribution, issue 3013.
 */
export function modelService(given: {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
}): KubernetesObject {
  const { name, namespace, image } = given;
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name, namespace },
    spec: {
      predictor: {
        labels: harmless.labels,
        annotations: harmless.labels,
        minReplicas: 1,
        maxReplicas: 1,
        containers: [
          {
            name: 'kserve-container',
            image,
            command: ['python', '-c', program, name],
            ports: [{ containerPort: 8080, protocol: 'TCP' }],
            resources: needs('100m', '1Gi'),
            securityContext: { ...harmless.container, runAsNonRoot: true },
          },
        ],
      },
    },
  };
}
