import type { PipelinesFetch } from '../call.ts';
import { userHeader, type PipelinesServer } from './pipelines-server.fixture.ts';

/** As the gateway passes requests on: with the user's name, or without. */
export function fetchAs({ port }: Pick<PipelinesServer, 'port'>, user: string | undefined): PipelinesFetch {
  return async (path, { method, headers, body }) => {
    const answer = await fetch(`http://127.0.0.1:${port}/pipeline${path}`, {
      method,
      headers: { ...headers, ...(user !== undefined && { [userHeader]: user }) },
      ...(body !== undefined && { body }),
    });
    return { status: answer.status, body: await answer.text() };
  };
}
