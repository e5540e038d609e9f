import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseJson, type Answer, type Call, type Route } from './http/http.ts';
import { ccpSwitches, type CcpSwitches } from './switches.ts';

const patch = z.strictObject(
  Object.fromEntries(Object.entries(ccpSwitches.shape).map(([name, shape]) => [name, shape.unwrap().optional()])),
);

/** `GET` and `PATCH /sandbox/switches`: the simulator's own door, for whoever started it and holds the token. No part of CCP. */
export function adminRoutes(switches: CcpSwitches, token: string): Route[] {
  function guarded(handle: (call: Call) => Answer): Route['handle'] {
    return (call) =>
      isAllowed(call, token)
        ? handle(call)
        : { status: 401, json: { error: 'The bearer token of the simulator is needed.' } };
  }

  return [
    {
      method: 'GET',
      pattern: '/sandbox/switches',
      access: 'open',
      handle: guarded(() => ({ status: 200, json: switches })),
    },
    {
      method: 'PATCH',
      pattern: '/sandbox/switches',
      access: 'open',
      handle: guarded((call) => {
        const parsed = patch.safeParse(parseJson(call.body));
        if (!parsed.success) return { status: 400, json: { error: z.prettifyError(parsed.error) } };
        Object.assign(switches, parsed.data);
        return { status: 200, json: switches };
      }),
    },
  ];
}

function isAllowed(call: Call, token: string): boolean {
  const given = Buffer.from(call.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
