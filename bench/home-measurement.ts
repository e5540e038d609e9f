import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../scripts/setup/chromium.mjs';
import { openDatabase } from '../src/runs/database/open-database.ts';
import { seedDirectory } from '../src/runs/database/open-database.fixture.ts';
import { storeInstallations } from '../src/server/installations/many-installations.fixture.ts';
import type { Measurement } from './measurement.ts';
import { clientOf, median, startServer, type ServiceBench } from './service-measurements.ts';

const [few, many] = [10, 1000];
const pages = fileURLToPath(new URL('../web/dist/index.html', import.meta.url));

/** (l) From the address of the home page to its first installation, in Chromium, on a server that has just started, with 1,000 installations stored; beside it the same with 10. None where there is no Chromium or no built pages. */
export async function measureHome(
  { directory }: ServiceBench,
  { log }: { log: (line: string) => void },
): Promise<Measurement[]> {
  const executablePath = await findChromium(process.env);
  if (executablePath === undefined || !existsSync(pages)) {
    log('The home page is not measured: that needs Chromium and the built pages (`npx vite build web`).');
    return [];
  }
  const secondsWithFew = await secondsUntilShown({ directory, count: few, executablePath });
  const seconds = await secondsUntilShown({ directory, count: many, executablePath });
  return [
    {
      id: 'l',
      title: `home page with ${String(many)} installations, until the first is shown, median of 5`,
      value: median(seconds),
      unit: 's',
      bar: { kind: 'at most', value: 1 },
      detail: { seconds, secondsWithFew, timesAsLong: median(seconds) / median(secondsWithFew) },
    },
  ];
}

async function secondsUntilShown(given: {
  readonly directory: string;
  readonly count: number;
  readonly executablePath: string;
}): Promise<number[]> {
  const { directory, count, executablePath } = given;
  const home = await mkdtemp(join(directory, 'home-'));
  const database = await openDatabase({ directory: home, durability: 'none', seedDirectory });
  await storeInstallations(database, count);
  await database.close();
  const server = await startServer(home);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const link = new URL((await (await clientOf(home)).call('createLoginLink', {})).url);
    await page.goto(link.href);
    await page.waitForURL(({ pathname }) => pathname !== '/login');
    const seconds: number[] = [];
    for (let time = 0; time < 5; time += 1) seconds.push(await timeHome(page, link.origin));
    return seconds;
  } finally {
    await browser.close();
    await server.end();
  }
}

async function timeHome(page: Page, url: string): Promise<number> {
  await page.goto('about:blank');
  const started = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('.mla-installation-name').first().waitFor();
  return (performance.now() - started) / 1000;
}
