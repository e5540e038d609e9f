import type { AuditEntry, Route } from '../../api/contract.ts';
import { toMlaError } from '../../errors/error.ts';
import type { FastifyRequest } from 'fastify';
import type { Login } from '../http/guard.ts';
import type { AuditLog } from './audit-log.ts';
import { isRecorded, targetOf } from './recorded.ts';

/** A request whose person is known. */
export interface Work {
  readonly name: string;
  readonly route: Route;
  readonly login: Login;
  readonly input: { readonly params: unknown; readonly body: unknown; readonly request: FastifyRequest };
}

/** Does the work of a request, and records it with how it ended. */
export async function recordWork(audit: AuditLog, work: Work, run: () => Promise<unknown>): Promise<unknown> {
  const { name, route, login, input } = work;
  const record = async (error?: unknown): Promise<void> => {
    if (!isRecorded(name, route, error)) return;
    const { id, name: person } = login.principal;
    await audit.record({
      person: { id, name: person },
      by: proofOf(login),
      address: input.request.ip,
      action: name,
      target: targetOf(input.params, input.body),
      result: error === undefined ? 'done' : toMlaError(error).code,
    });
  };
  const answer = await run().catch(async (error: unknown) => {
    await record(error);
    throw error;
  });
  await record();
  return answer;
}

function proofOf({ session, isServerToken }: Login): AuditEntry['by'] {
  return session !== undefined ? 'session' : isServerToken ? 'server token' : 'API token';
}
