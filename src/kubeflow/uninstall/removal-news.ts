import type { WaitView } from '../../api/run.ts';
import type { Removal, Stage } from './removal.ts';

/** What an uninstall tells while it works. Objects are named as people call them: `Deployment kubeflow/ml-pipeline`. */
export type RemovalNews =
  | { readonly type: 'judged'; readonly removal: Removal }
  | { readonly type: 'stage'; readonly stage: Stage; readonly objects: number }
  | { readonly type: 'removed'; readonly object: string; readonly stage: Stage }
  | { readonly type: 'claim-released'; readonly claim: string; readonly owners: readonly string[] }
  | { readonly type: 'finalizers-removed'; readonly object: string; readonly finalizers: readonly string[] }
  | { readonly type: 'finalizers-released'; readonly object: string; readonly finalizers: readonly string[] }
  | { readonly type: 'webhook-removed-early'; readonly object: string; readonly because: string }
  | { readonly type: 'conversion-stopped'; readonly definition: string; readonly because: string }
  | { readonly type: 'waits'; readonly waits: readonly WaitView[] };
