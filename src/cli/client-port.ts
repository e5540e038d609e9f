import type { z } from 'zod';
import type { routes, RouteName } from '../api/contract.ts';
import type { RunEvent } from '../api/run.ts';

type Part<Name extends RouteName, Key extends string> = (typeof routes)[Name] extends Record<Key, infer Schema extends z.ZodType> ? Record<Key, z.input<Schema>> : object;
export type CallInput<Name extends RouteName> = Part<Name, 'params'> & Part<Name, 'query'> & Part<Name, 'body'>;
export type CallOutput<Name extends RouteName> = z.output<(typeof routes)[Name]['response']>;

export interface ApiClient {
  call<Name extends RouteName>(route: Name, input: CallInput<Name>, options?: { signal?: AbortSignal }): Promise<CallOutput<Name>>;
  streamEvents(runId: string, options: { after: number; signal: AbortSignal }): AsyncIterable<RunEvent>;
}
export declare function createApiClient(options: { url: string; token: import('../secret.ts').Secret | undefined }): ApiClient;
