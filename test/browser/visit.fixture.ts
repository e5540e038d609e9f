import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchBrowser, openPage, type WatchedPage } from './browser.fixture.ts';
import { openProduct, type Product } from './product.fixture.ts';

/** The product and a browser, there from the first hook after this one to the end of the block of tests. */
export interface Visit {
  readonly product: Product;
  readonly browser: Browser;
}

/** Opens both before the tests of this block, and closes them after. `prepare` comes before all of them. */
export function visitProduct(prepare: (product: Product) => Promise<void> = () => Promise.resolve()): Visit {
  const visit = {} as { product: Product; browser: Browser };
  beforeAll(async () => {
    visit.product = await openProduct();
    visit.browser = await launchBrowser();
    await prepare(visit.product);
  });
  afterAll(async () => {
    await visit.browser.close();
    await visit.product[Symbol.asyncDispose]();
  });
  return visit;
}

/** With a page for each test, logged in. */
export interface PageVisit extends Visit {
  readonly watched: WatchedPage;
  readonly page: Page;
}

/** The same as `visitProduct`, and a new page before each test. */
export function visitPages(prepare?: (product: Product) => Promise<void>): PageVisit {
  const visit = visitProduct(prepare) as { product: Product; browser: Browser; watched: WatchedPage; page: Page };
  beforeEach(async () => {
    visit.watched = await openPage(visit.browser, { url: visit.product.url, loginLink: visit.product.loginLink() });
    visit.page = visit.watched.page;
  });
  afterEach(() => visit.watched.context.close());
  return visit;
}
