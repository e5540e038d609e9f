import { busyboxTag, jobSetAnnotation, jobSetImage } from '../patches/render-faults.ts';
import {
  jobSetWebhookPolicy,
  kserveWebhookPolicy,
  trainerWebhookPolicy,
  webhookPolicies,
} from '../patches/webhook-policies.ts';
import type { KnownRelease } from './known-release.ts';

const deployment = (namespace: string, name: string) => ({ kind: 'Deployment', namespace, name });

/** Kubeflow 26.03. */
export const kubeflow26_03: KnownRelease = {
  version: '26.03',
  repository: 'kubeflow/community-distribution',
  commit: 'd68ebc7fab366ab40ddd1541d2ec22febb31bc83',
  objects: [
    '866bb1bd1b80a8e67c54d05e9dbe627a5e6b940a275a18a56714d88a33ade094',
    // JobSet's published file may name another registry for its image than its source does.
    '032649f108cd7b731285d45c89ca2ae75f82d96a31a7d3f50293461254e052b3',
  ],
  images: ['kfp-api-server:2.16.0'],
  // Its page asks for 1.34 (its announcement for 1.35), and its CI runs 1.36.1.
  kubernetes: { lowest: '1.34', highest: '1.36' },
  patches: [
    webhookPolicies([kserveWebhookPolicy, trainerWebhookPolicy, jobSetWebhookPolicy]),
    jobSetAnnotation,
    jobSetImage,
    busyboxTag,
  ],
  effects: {
    certificates: [{ group: 'cert-manager.io', by: deployment('cert-manager', 'cert-manager') }],
    namespaces: [
      {
        group: 'kubeflow.org',
        kind: 'Profile',
        by: deployment('kubeflow', 'profiles-deployment'),
        // The rest is read from the controller's own ConfigMap. Source: profile_controller.go.
        labels: { 'istio-injection': 'enabled', 'app.kubernetes.io/part-of': 'kubeflow-profile' },
      },
    ],
    injections: [
      {
        annotation: 'cert-manager.io/inject-ca-from',
        by: deployment('cert-manager', 'cert-manager-cainjector'),
        certificateGroup: 'cert-manager.io',
      },
      {
        annotation: 'cert-manager.io/inject-ca-from-secret',
        by: deployment('cert-manager', 'cert-manager-cainjector'),
      },
    ],
    // Source: istiod's namespace controller.
    spreadConfigMaps: { 'istio-ca-root-cert': deployment('istio-system', 'istiod') },
  },
  // Source: kubeflow/pipelines issue 12705.
  amd64Only: [/\/kfp-[\w-]+(?=[:@]|$)/],
  components: [
    {
      path: 'common/cert-manager/overlays/kubeflow',
      component: 'cert-manager',
      objects: 52,
      digest: '6a2a05c24fdcb95d4974aaa5f39c62e482d826d63cd4c6fc68318cf4dcff1ced',
    },
    {
      path: 'common/istio/istio-crds/base',
      component: 'istio-crds',
      objects: 14,
      digest: '9620c8f80e78bdb4cbd466f7c6b54445973a055dd5e351f8943b77a19eeba7df',
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
      digest: '71434e47a2e7655f38f2e6f4fcd8019992d9a26c7bf79feacb01fa28f40dff51',
    },
    {
      path: 'common/oauth2-proxy/overlays/m2m-dex-only',
      component: 'oauth2-proxy',
      objects: 14,
      digest: '287956cc113529eaaaf251a4fd986558c62632c818a70a3e78dd9f21157a08c6',
    },
    {
      path: 'common/dex/overlays/oauth2-proxy',
      component: 'dex',
      objects: 13,
      digest: 'fc4ae2cea71f1170e69b08617519fb5a9387bb33ef907618b17c8da98e3ae0c4',
    },
    {
      path: 'common/knative/knative-serving/overlays/gateways',
      component: 'knative',
      objects: 81,
      digest: 'ef99f101eb090c7355e3bcccc91bdc28a3691b0daed2265c872b0d3a00cf9da9',
    },
    {
      path: 'common/istio/cluster-local-gateway/base',
      component: 'cluster-local-gateway',
      objects: 8,
      digest: '65824f6608f63c8032e0dfbd47ea0500fcb581c74d1ac45114e0d13c992c9a02',
    },
    {
      path: 'common/kubeflow-namespace/base',
      component: 'kubeflow-namespaces',
      objects: 27,
      digest: '38635fa0d7861b486046b2cd33f3286e5744ad03a41b0a1599cee255891a866a',
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
      digest: 'bbc03a59b2f0ebd21339779a77785f6675e286539fca35b489bd569cd4bc8fba',
    },
    {
      path: 'applications/katib/upstream/installs/katib-with-kubeflow',
      component: 'katib',
      objects: 30,
      digest: '609b76252d4f02f297c21ce6ae306d0e721619e37ea76b24419aad327b847cf2',
    },
    {
      path: 'applications/centraldashboard/overlays/oauth2-proxy',
      component: 'dashboard',
      objects: 11,
      digest: '68b375ff061f54017a115071b31e1c56d02684e081f225ac853524d3b5d8d007',
    },
    {
      path: 'applications/admission-webhook/upstream/overlays/cert-manager',
      component: 'dashboard',
      objects: 12,
      digest: 'e7f26a138ae5162f274a7841727f6983c0e63502e30618ac2902371afd1daf1b',
    },
    {
      path: 'applications/jupyter/jupyter-web-app/upstream/overlays/istio',
      component: 'notebooks',
      objects: 16,
      digest: '4724e06f29e2302525251738cbf45df3fac91a6d6e633ab2ddffd82aff3d3b21',
    },
    {
      path: 'applications/jupyter/notebook-controller/upstream/overlays/kubeflow',
      component: 'notebooks',
      objects: 12,
      digest: '3bf62807d8acdf7553e5b39855df2e24ba0a6081aec110c80f298f61e8f9d7a0',
    },
    {
      path: 'applications/profiles/pss',
      component: 'dashboard',
      objects: 11,
      digest: 'e5afb8a6e8c70dd838ef4b3f0eb06650baa5c9db0ab41efc26ad10278555cc0a',
    },
    {
      path: 'applications/pvcviewer-controller/upstream/base',
      component: 'notebooks',
      objects: 16,
      digest: '009bb3364a1d3ca8e6459ea0a59129e90a6d07b9b06f058d32d4200b98f05d9b',
    },
    {
      path: 'applications/volumes-web-app/upstream/overlays/istio',
      component: 'notebooks',
      objects: 13,
      digest: '2e962fe9ecf2f2e074efe57aa007f19ef8d1efcd3c51dc8d5651f2dc21dc7f60',
    },
    {
      path: 'applications/tensorboard/tensorboard-controller/upstream/overlays/kubeflow',
      component: 'notebooks',
      objects: 12,
      digest: '623824b1364d825ce34b4e992f06a98612d95d236c646ea7e7df65749e95b8bc',
    },
    {
      path: 'applications/tensorboard/tensorboards-web-app/upstream/overlays/istio',
      component: 'notebooks',
      objects: 12,
      digest: '54b67b8e4c1ae006e2a301b5a548955aafe972484ca4d6e92d4236be0349bd2d',
    },
    {
      path: 'applications/trainer/overlays',
      component: 'trainer',
      objects: 39,
      digest: '2ce8c7d9439eae696448ba8e356ac1edc5845b7da75fa644b955dec902d3d17f',
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
      objects: 67,
      digest: '83319f7a05e1855a75e22a30ca129de1ed223bec63787a31ee476ac9b4503e92',
    },
    {
      path: 'applications/kserve/models-web-app/overlays/kubeflow',
      component: 'kserve-web-app',
      objects: 8,
      digest: 'a29c41c57dffb3dcdaa71f2828a9bb6dc705a04ac3f51474a2f00c845a674060',
    },
    {
      path: 'applications/spark/spark-operator/overlays/kubeflow',
      component: 'spark',
      objects: 21,
      digest: '0e9932a9c8540c3c82de00f833be12c9970884f290160155094e0c72bab5b723',
    },
  ],
};
