import type { z } from 'zod';
import { MlaError } from '../../../errors/error.ts';
import { describeBody } from '../../../network/describe-body.ts';
import { parseJson } from '../../parse-json.ts';
import { describeRequest, type CcpAnswer, type CcpRequest } from './transport.ts';

export interface AnswerContext {
  readonly address: string;
  readonly username: string;
  readonly request: Pick<CcpRequest, 'method' | 'path'>;
}

export function isSuccess(answer: CcpAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** Parses an answer. @throws `ccp.notCcp` for another shape, `ccp.serverFault`, `ccp.forbidden`, `ccp.noV3Api` */
export function readAnswer<T>(answer: CcpAnswer, shape: z.ZodType<T>, context: AnswerContext): T {
  if (!isSuccess(answer)) throw explainAnswer(answer, context);
  const json = parseJson(answer.text);
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const reason =
    json === undefined
      ? `the answer is ${isPage(answer) ? 'a web page' : 'no JSON'}`
      : `the answer lacks what is needed: ${parsed.error.issues[0]?.path.join('.') || 'its form'}`;
  throw new MlaError(
    'ccp.notCcp',
    { address: context.address, request: describeRequest(context.request), reason },
    { cause: parsed.error },
  );
}

/** Paths that every v3 API has: a 404 there, in any format, means that there is no v3 API. */
const v3Roots = /^\/v3\/(system\/login|providers|clusters)\/?(\?|$)/;

/** The error that an unsuccessful answer means. */
export function explainAnswer(answer: CcpAnswer, context: AnswerContext): MlaError {
  const details = {
    address: context.address,
    username: context.username,
    request: describeRequest(context.request),
    status: answer.status,
    reason: refusalText(answer),
  };
  if (answer.status === 401) return new MlaError('ccp.loginNotAccepted', details);
  if (answer.status === 403) return new MlaError('ccp.forbidden', details);
  if (
    answer.status === 404 &&
    (v3Roots.test(context.request.path) || (context.request.path.startsWith('/v3/') && isPage(answer)))
  )
    return new MlaError('ccp.noV3Api');
  if (answer.status >= 500 || answer.status === 429) return new MlaError('ccp.serverFault', details);
  return new MlaError('ccp.notCcp', {
    ...details,
    reason: `the status is ${String(answer.status)}: ${details.reason}`,
  });
}

/** What CCP says is wrong, in one line. An answer in another format may come from another server, so it is described and not repeated. */
export function refusalText(answer: CcpAnswer): string {
  return isOwnForm(parseJson(answer.text))
    ? orderRefusalText(answer)
    : describeBody({ contentType: answer.header('content-type'), text: answer.text });
}

/** Why CCP refuses an order: by field, or as text. The login succeeded before, so the text is CCP's. */
export function orderRefusalText(answer: CcpAnswer): string {
  const json = parseJson(answer.text);
  if (json !== undefined) return flatten(json).join('; ').slice(0, 1000) || 'no reason given';
  return isPage(answer) ? 'a web page' : answer.text.trim().slice(0, 1000) || 'no reason given';
}

/** `{"detail": "..."}`, or lists of texts by field, at any depth. */
function isOwnForm(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string' || isOwnForm(one));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([key, inner]) => (key === 'detail' && typeof inner === 'string') || isOwnForm(inner),
  );
}

/** The refusal by field, if CCP names fields. */
export function refusedFields(answer: CcpAnswer): Record<string, string> {
  const json = parseJson(answer.text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {};
  return Object.fromEntries(Object.entries(json).map(([field, problem]) => [field, flatten(problem).join(' ')]));
}

function flatten(value: unknown, path: string[] = []): string[] {
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'string')
      ? [label(path, value.join(' '))]
      : value.flatMap((inner) => flatten(inner, path));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => flatten(inner, key === 'detail' ? path : [...path, key]));
  return value === null || value === undefined ? [] : [label(path, JSON.stringify(value).replace(/^"|"$/g, ''))];
}

function label(path: string[], text: string): string {
  return path.length === 0 ? text : `${path.join('.')}: ${text}`;
}

export function isPage(answer: CcpAnswer): boolean {
  return answer.text.trimStart().startsWith('<');
}
