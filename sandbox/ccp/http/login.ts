import { notThere, parseJson, type Answer, type Call, type Route } from './http.ts';
import type { Simulation } from '../simulation.ts';

const signInPage = '<!doctype html><title>Sign in</title><h1>Company sign-in</h1>';

/** `POST /v3/system/login` (JSON or form, token in a header) and `POST /2/system/login` (form or query, cookie). */
export function loginRoutes(simulation: Simulation): Route[] {
  const { switches, sessions, now } = simulation;

  function loginV3(call: Call): Answer {
    if (switches.login === 'absent') return notThere(switches);
    const given = readCredentials(call);
    if (!isRight(simulation, given)) return badLogins[switches.badLogin];
    if (switches.login === 'html') return { status: 200, html: signInPage };
    if (switches.login === 'without-token') return { status: 200 };
    return { status: 200, headers: { [switches.tokenHeader]: sessions.openV3() } };
  }

  function loginV2(call: Call): Answer {
    const given = readCredentials(call);
    if (switches.v2Login === 'unauthorized' || !isRight(simulation, given))
      return { status: 401, text: 'Unauthorized' };
    const time = new Date(now()).toISOString();
    const { token, cookie } = sessions.openV2();
    return {
      status: 200,
      headers: { 'set-cookie': cookie, [switches.tokenHeader]: token },
      json: {
        status: 'last_success',
        login_id: given.username,
        total_fail: 0,
        last_success: time,
        last_fail: time,
        to_host: '',
        from_host: '',
        proto: '',
      },
    };
  }

  return [
    { method: 'POST', pattern: '/v3/system/login', access: 'open', handle: loginV3 },
    { method: 'POST', pattern: '/2/system/login', access: 'open', handle: loginV2 },
  ];
}

const badLogins: Readonly<Record<Simulation['switches']['badLogin'], Answer>> = {
  unauthorized: { status: 401, json: { detail: 'Invalid username or password.' } },
  'without-token': { status: 200 },
  forbidden: { status: 403, json: { detail: 'Login is not allowed.' } },
  html: { status: 500, html: '<h1>Server Error (500)</h1>' },
};

interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

function isRight(simulation: Simulation, given: Credentials): boolean {
  return given.username === simulation.username && given.password === simulation.store.state.password;
}

function readCredentials(call: Call): Credentials {
  const json = parseJson(call.body);
  if (typeof json === 'object' && json !== null) {
    const { username, password } = json as Record<string, unknown>;
    // A client of 2019 sends the query and a body of JSON that holds something else.
    if (typeof username === 'string' && typeof password === 'string') return { username, password };
  }
  const form = new URLSearchParams(json === undefined ? call.body : '');
  const field = (name: string): string | undefined => form.get(name) ?? call.query.get(name) ?? undefined;
  return { username: field('username'), password: field('password') };
}
