import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { ClusterNews } from '../platform.ts';

/** What a line says: news, or a reason for a failure. */
export interface MinikubeLine {
  readonly news?: ClusterNews;
  readonly failure?: string;
}

/** A line of `--output json` is a CloudEvent. Source: https://minikube.sigs.k8s.io/docs/contrib/json_output */
const event = z.object({
  type: z.string(),
  data: z.object({
    message: z.string().default(''),
    name: z.string().default(''),
    advice: z.string().default(''),
    currentstep: z.string().default(''),
    totalsteps: z.string().default(''),
  }),
});

/** Undefined for a line that is not such an event. */
export function readMinikubeLine(text: string): MinikubeLine | undefined {
  const { success, data: found } = event.safeParse(parseJson(text));
  if (!success) return undefined;
  const { message, name, advice, currentstep, totalsteps } = found.data;
  const said = message.trim();
  switch (found.type.replace('io.k8s.sigs.minikube.', '')) {
    case 'step':
      return {
        news: {
          type: 'status',
          status: `${said || name}${currentstep === '' ? '' : ` (step ${currentstep} of ${totalsteps})`}`,
        },
      };
    case 'warning':
      return { news: { type: 'note', severity: 'warning', message: said } };
    case 'error':
      return { failure: [name, said, advice.trim()].filter((part) => part !== '').join(': ') };
    default:
      return {};
  }
}
