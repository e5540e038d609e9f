import { createApiClient, type ApiClient } from '../../api/client.ts';
import type { Role } from '../../api/principal.ts';
import { Secret } from '../../secret.ts';
import { codeOf, enter, type TestService } from '../service.fixture.ts';

/** A person of a role, and a client with an API token of theirs. */
export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly client: ApiClient;
  /** What the person's page sends. */
  readonly page: Awaited<ReturnType<typeof enter>>;
  readonly token: string;
}

export async function addTestPerson(
  running: TestService,
  wish: { readonly name: string; readonly role: Role; readonly scope?: 'all' | 'granted' },
): Promise<TestPerson> {
  const { url } = running.service;
  const { person, link } = await running.client.call('addPerson', { body: wish });
  const page = await enter(url, { token: codeOf(link.url) });
  const answer = await fetch(`${url}/api/tokens`, {
    method: 'POST',
    headers: { ...page, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'test', role: wish.role }),
  });
  const { token } = (await answer.json()) as { token: string };
  return {
    id: person.id,
    name: person.name,
    page,
    token,
    client: createApiClient({ url, token: new Secret(token) }),
  };
}
