import type { MlaError } from '../../../errors/error.ts';

/** What a browser shows where a dashboard cannot be: plain, of ours, with code, cause and fix. */
export function failurePage(error: Pick<MlaError, 'code' | 'message' | 'likelyCause' | 'fix'>, home: string): string {
  const [code, message, cause, fix] = [error.code, error.message, error.likelyCause, error.fix].map(escapeHtml);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>MLAnywhere: the dashboard does not open</title>
<style>:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif } body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem } dt { font-weight: bold; margin-top: 1rem } dd { margin: 0 }</style>
</head>
<body>
<main>
<h1>The dashboard does not open</h1>
<p>${message}</p>
<dl>
<dt>Likely cause</dt><dd>${cause}</dd>
<dt>What to do</dt><dd>${fix}</dd>
<dt>Code</dt><dd>${code}</dd>
</dl>
<p><a href="${escapeHtml(home)}">Go to MLAnywhere</a></p>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
