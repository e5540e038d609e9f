import type { ServerResponse } from 'node:http';

/** Dex's page that asks for a password. Names of fields and the id of the complaint are Dex's. Source: dex, web/templates/password.html. */
export function passwordPage(
  response: ServerResponse,
  { action, login, invalid }: { readonly action: string; readonly login: string; readonly invalid: boolean },
): void {
  // Dex answers a wrong password with 401.
  show(
    response,
    invalid ? 401 : 200,
    `<h2>Log in to Your Account</h2>
<form method="post" action="${escaped(action)}">
  <label for="userid">Email Address</label>
  <input tabindex="1" required id="login" name="login" type="text" value="${escaped(login)}"/>
  <label for="password">Password</label>
  <input tabindex="2" required id="password" name="password" type="password"/>
  ${invalid ? '<div id="login-error" class="dex-error-box">Invalid Email Address and password.</div>' : ''}
  <button tabindex="3" id="submit-login" type="submit">Login</button>
</form>`,
  );
}

/** Dex's page where there are several ways to log in. Source: dex, web/templates/login.html. */
export function choicePage(
  response: ServerResponse,
  ways: readonly { readonly name: string; readonly address: string }[],
): void {
  const links = ways.map(
    ({ name, address }) => `<a href="${escaped(address)}" target="_self">Log in with ${escaped(name)}</a>`,
  );
  show(response, 200, `<h2 class="theme-heading">Log in to dex</h2>\n${links.join('\n')}`);
}

/** Dex's page for an error. Source: dex, web/templates/error.html. */
export function errorPage(response: ServerResponse, status: number, type: string, message: string): void {
  show(response, status, `<h2 class="theme-heading">${type}</h2>\n<p>${escaped(message)}</p>`);
}

function show(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(`<!DOCTYPE html>\n<html><head><title>dex</title></head><body>${body}</body></html>`);
}

/** As Go's html/template writes it. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
