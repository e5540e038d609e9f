import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/setup/chromium.mjs';

/** Where the browser is; the tests are skipped where there is none. */
export const chromiumPath = await findChromium(process.env);

/** What Chromium is started with: no sandbox of its own, for tests run as root in containers too. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('No Chromium: set MLA_CHROMIUM');
  return chromium.launch({ executablePath: chromiumPath, args: browserFlags });
}

/** A page that keeps book of what must not happen: errors in the console, refusals by the content security policy, requests to anyone else. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: string[];
}

export interface PageLook {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** Opens a page of its own session, logged in with a one-time link. */
export async function openPage(
  browser: Browser,
  { url, loginLink }: { url: string; loginLink?: string },
  { width = 1440, height = 900, dark = false }: PageLook = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refused answer is an ordinary case and shown on the page; the browser notes it all the same.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url()))
      complaints.push(`request to ${request.url()}`);
  });
  if (loginLink !== undefined) await followLogin(page, loginLink);
  return { page, context, complaints };
}

/** Opens a login link and waits until the page has taken its code. */
export async function followLogin(page: Page, loginLink: string): Promise<void> {
  await page.goto(loginLink);
  await page.waitForURL((url) => url.pathname !== '/login');
}
