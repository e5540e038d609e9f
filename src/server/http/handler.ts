import type { z } from 'zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteName, routes } from '../../api/contract.ts';
import type { Login } from './guard.ts';

type Part<Name extends RouteName, Key extends string> =
  (typeof routes)[Name] extends Record<Key, infer Schema extends z.ZodType> ? z.output<Schema> : undefined;

/** Routes without a login. */
type OpenRoute = {
  [Name in RouteName]: (typeof routes)[Name]['role'] extends 'none' ? Name : never;
}[RouteName];

/** What a handler gets: the request's parts, checked and with defaults filled in. */
export interface HandlerInput<Name extends RouteName> {
  readonly params: Part<Name, 'params'>;
  readonly query: Part<Name, 'query'>;
  readonly body: Part<Name, 'body'>;
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal;
  /** Who asks; undefined on routes that need no login. */
  readonly login: Name extends OpenRoute ? undefined : Login;
  readonly principal: Name extends OpenRoute ? undefined : Login['principal'];
  /** A browser's session; undefined for a program. */
  readonly session: Login['session'];
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handler<Name extends RouteName> = (
  input: HandlerInput<Name>,
) => Promise<z.input<(typeof routes)[Name]['response']>>;

/** One handler per route of the contract. */
export type Handlers<Names extends RouteName = RouteName> = { readonly [Name in Names]: Handler<Name> };
