import { registerHooks } from 'node:module';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement, type ReactNode } from 'react';

// PatternFly's parts load their styles by `require`, which Node cannot do. A test imports this file before any of them.
registerHooks({
  load: (url, context, next) =>
    url.endsWith('.css') ? { format: 'commonjs', source: '', shortCircuit: true } : next(url, context),
});

/** What questions to the server have come to before a part is shown. An answer that nobody has given is on its way. */
export function answersKept(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: false, retryOnMount: false } } });
}

/** The HTML of a part as it is first shown, without a browser: for its states, not for what a person does with it. */
export async function render(part: ReactNode, answers: QueryClient = answersKept()): Promise<string> {
  const { renderToStaticMarkup } = await import('react-dom/server');
  return renderToStaticMarkup(createElement(QueryClientProvider, { client: answers }, part));
}

/** The words of some HTML as a person reads them. */
export function wordsOf(html: string): string {
  return html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
