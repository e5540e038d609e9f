import type { KnownRelease } from './known-release.ts';

/** Kubeflow 26.03.1. */
export const kubeflow26_03_1: KnownRelease = {
  version: '26.03.1',
  commit: 'f09f3eeaa25cc852665f460497a42b7fc68639ac',
  tree: '6f8beab0b6b9b325a6b46ba508a1d0eea00c690c',
  objects: ['be3136670a505bb59136cb1a747fb175979fa7de94f9ea62fdab1bdf87f52650'],
  components: [
    {
      path: 'common/cert-manager/base',
      component: 'cert-manager',
      objects: 49,
      digest: 'f12b736118bd755514df2e7646838eb8eeb35af1233943f5b06322f699e7adb3',
    },
    {
      path: 'common/cert-manager/overlays/kubeflow',
      component: 'certificate-issuer',
      objects: 3,
      digest: 'f046cdf938929e93a4406f254da14b64629c128735d893b99b32c475356483c7',
    },
    {
      path: 'common/istio/istio-crds/base',
      component: 'istio-crds',
      objects: 15,
      digest: '5d928d96e852c202f58d68aa5de077977e142fbc0354c8bb0d5ed81a0339a36f',
    },
    {
      path: 'common/istio/istio-namespace/base',
      component: 'istio-namespace',
      objects: 5,
      digest: '2a37b25d0b50568c56bb37bb9a3305d2dd601ce9570eff65b809fa9a4b3034bd',
    },
    {
      path: 'common/istio/istio-install/overlays/oauth2-proxy',
      component: 'istio',
      objects: 37,
      digest: '0fea82f02863352f3a8b1b29f2d34fca1243b1922af544f3591ea6ed5f993ee3',
    },
    {
      path: 'common/oauth2-proxy/overlays/m2m-dex-only',
      component: 'oauth2-proxy',
      objects: 14,
      digest: 'fe7c1f9138ad5f430c5b4a4c38f1fbdd5aab9892757c7a38380c24c294f82aa4',
    },
    {
      path: 'common/dex/overlays/oauth2-proxy',
      component: 'dex',
      objects: 13,
      digest: 'd01a9a2a34cca1c39fb8f9845f93010335f700ec5bfef2b54a40546b213c80d8',
    },
    {
      path: 'common/knative/knative-serving/overlays/gateways',
      component: 'knative',
      objects: 81,
      digest: '8272d4819947e7de66367ebdfa4763d34a10dd73c7b3d1852375ff7e0c725fe9',
    },
    {
      path: 'common/istio/cluster-local-gateway/base',
      component: 'cluster-local-gateway',
      objects: 8,
      digest: '915e71caac112e5c80f39806e745fa42ca442493c3ed56fbc3431bd7ecf75ddb',
    },
    {
      path: 'common/kubeflow-namespace/base',
      component: 'kubeflow-namespaces',
      objects: 25,
      digest: 'f6969314304b8f9496cfddea914c4394ba2318054e29014c8692ca2a42fc976c',
    },
    {
      path: 'common/kubeflow-roles/base',
      component: 'kubeflow-roles',
      objects: 6,
      digest: '5ef33e4df1e760591c0500ef16ce49ca003fffa43e1815e0674e8569d9da0391',
    },
    {
      path: 'common/istio/kubeflow-istio-resources/base',
      component: 'kubeflow-gateway',
      objects: 4,
      digest: '1eb282c9f427292d8f08000be8090a1ac888129a4c9c132a99b39e9ab9bb7fdf',
    },
    {
      path: 'applications/pipeline/overlays',
      component: 'pipelines',
      objects: 133,
      digest: '7fe5a969c5ac15f6535a6ba6541b504ff053c864c7b2ee7bd756f42187c609d5',
    },
    {
      path: 'applications/katib/upstream/installs/katib-with-kubeflow',
      component: 'katib',
      objects: 30,
      digest: '609b76252d4f02f297c21ce6ae306d0e721619e37ea76b24419aad327b847cf2',
    },
    {
      path: 'applications/dashboard/overlays/istio',
      component: 'dashboard',
      objects: 39,
      digest: '1e31f20ac18d931e202db91f093c9bbbf8ab4dfb2fb55ace324e88c598d5bd7e',
    },
    {
      path: 'applications/notebooks-v1/overlays/istio',
      component: 'notebooks',
      objects: 81,
      digest: '74f121cb86e983309a17951fc688b96d33d1e698546e6299547484f67dc8dda8',
    },
    {
      path: 'applications/trainer/overlays',
      component: 'trainer',
      objects: 47,
      digest: '22c5b28caf7eeb545961fdb319a445b896cdc94846e10f1c37cb3c8db48543cf',
    },
    {
      path: 'common/user-namespace/base',
      component: 'user-profile',
      objects: 1,
      digest: '136612adeff0db1e6d0e7d6fca2db9ffeded87356ca053315b3592f5de4c3618',
    },
    {
      path: 'applications/kserve/kserve',
      component: 'kserve',
      objects: 74,
      digest: '7add6d42465b6b29761623a7448cddf296085e40e5655a2de1be9dfc6a4544f6',
    },
    {
      path: 'applications/kserve/models-web-app/overlays/kubeflow',
      component: 'kserve-web-app',
      objects: 8,
      digest: '54efa77e3cfcfbcf45fd7940f5ba5a8e19095884b7b0909d057ffd96c3d67cfe',
    },
    {
      path: 'applications/spark/spark-operator/overlays/kubeflow',
      component: 'spark',
      objects: 21,
      digest: '0e9932a9c8540c3c82de00f833be12c9970884f290160155094e0c72bab5b723',
    },
    {
      path: 'applications/hub/overlays/model-registry',
      component: 'model-registry',
      objects: 24,
      digest: '1520b3216a7cbfa8cc4f64f233e8ec1f822e5c5c5fac0562532bdfd5a92ce0c1',
    },
    {
      path: 'applications/hub/overlays/model-catalog',
      component: 'model-catalog',
      objects: 9,
      digest: 'b91353a93b016b3608d5b1bbc72831a8115abe44fc49c1d83887923ebbb3495c',
    },
  ],
};
