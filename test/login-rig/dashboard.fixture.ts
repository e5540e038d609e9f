import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { specsOf } from './login-objects.fixture.ts';
import type { RigProgram } from './rig-program.fixture.ts';
import { close, listen } from './service-network.fixture.ts';

/**
 * In place of the dashboard and the web apps: a page that shows who the gateway says is asking and creates something as
 * the web apps do, and the dashboard's own answer about namespaces. Source of the latter: kubeflow/dashboard, centraldashboard, api_workgroup.ts.
 */
export async function startWebApps(objects: () => readonly KubernetesObject[]): Promise<RigProgram> {
  const server = createServer((request, response) => {
    const user = request.headers['kubeflow-userid'];
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/api/workgroup/env-info') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(envInfo(objects(), String(user))));
      return;
    }
    if (request.method === 'POST')
      return void response.writeHead(isForged(request) ? 403 : 200).end(`created by ${String(user)}`);
    const secure = hasSecureCookies(objects()) ? ' Secure;' : '';
    response.setHeader('set-cookie', `XSRF-TOKEN=${randomBytes(16).toString('hex')};${secure} Path=/; SameSite=Strict`);
    response.writeHead(200, { 'content-type': 'text/html' }).end(
      `<!DOCTYPE html><html><head><title>Kubeflow Central Dashboard</title></head><body>
<p id="user">${String(user)}</p><p id="path">${path}</p>
<button onclick="create()">Create</button><p id="created"></p><script>${create}</script></body></html>`,
    );
  });
  return { port: await listen(server), log: () => '', stop: () => close(server) };
}

/** What the web apps' scripts do: they send what the cookie says. */
const create = `async function create() {
  const [, token = ''] = /XSRF-TOKEN=(\\w+)/.exec(document.cookie) ?? [];
  const answer = await fetch('', { method: 'POST', headers: { 'x-xsrf-token': token } });
  document.querySelector('#created').textContent = answer.status + ' ' + (await answer.text());
}`;

/** For HTTPS only, unless a setting of the notebooks' web app says otherwise. Source: kubeflow/kubeflow, crud-web-apps, crud_backend, csrf.py. */
function hasSecureCookies(objects: readonly KubernetesObject[]): boolean {
  return specsOf<WorkloadSpec>(objects, 'Deployment')
    .filter(({ metadata }) => metadata.name === 'jupyter-web-app-deployment')
    .flatMap(({ spec }) => spec.template.spec.containers)
    .flatMap(({ env = [] }) => env)
    .every(({ name, value }) => name !== 'APP_SECURE_COOKIES' || value?.toLowerCase() !== 'false');
}

interface WorkloadSpec {
  readonly template: {
    readonly spec: { readonly containers: readonly { env?: { name: string; value?: string }[] }[] };
  };
}

/** As the web apps decide. Source: kubeflow/kubeflow, crud-web-apps, crud_backend, csrf.py. */
function isForged({ headers }: IncomingMessage): boolean {
  const [, cookie] = /(?:^|; )XSRF-TOKEN=(\w+)/.exec(headers.cookie ?? '') ?? [];
  return cookie === undefined || headers['x-xsrf-token'] !== cookie;
}

function envInfo(objects: readonly KubernetesObject[], user: string): object {
  const owned = specsOf<{ owner?: { name?: string } }>(objects, 'Profile')
    .filter(({ spec }) => spec.owner?.name === user)
    .map(({ metadata }) => ({ namespace: metadata.name, role: 'owner', user }));
  const shared = objects
    .filter(({ kind, metadata }) => kind === 'RoleBinding' && metadata.annotations?.['user'] === user)
    .filter(({ metadata }) => metadata.name !== 'namespaceAdmin')
    .map(({ metadata }) => ({ namespace: metadata.namespace, role: 'contributor', user }));
  return { user, platform: { provider: 'other' }, namespaces: [...owned, ...shared], isClusterAdmin: false };
}
