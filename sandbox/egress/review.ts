import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request?: {
    readonly uid: string;
    readonly desiredAPIVersion?: string;
    readonly objects?: KubernetesObject[];
  };
}

/**
 * What a simulated webhook says, as JSON text: every object is admitted
 * unchanged, every conversion only changes the version. Undefined when the
 * text is no review.
 */
export function answerReview(text: string): string | undefined {
  const review = parse(text);
  const uid = review?.request?.uid;
  if (review === undefined || uid === undefined) return undefined;
  const answer = (response: object): string =>
    JSON.stringify({ apiVersion: review.apiVersion, kind: review.kind, response: { uid, ...response } });
  if (review.kind === 'AdmissionReview') return answer({ allowed: true });
  if (review.kind !== 'ConversionReview') return undefined;
  const { desiredAPIVersion = '', objects = [] } = review.request ?? {};
  return answer({
    result: { status: 'Success' },
    convertedObjects: objects.map((object) => ({ ...object, apiVersion: desiredAPIVersion })),
  });
}

function parse(text: string): Review | undefined {
  try {
    return JSON.parse(text) as Review;
  } catch {
    return undefined;
  }
}
