import type { Page } from 'playwright-core';
import { chooser } from './go-through.fixture.ts';

/** Presses Tab until the focus is on what has this name (or begins with it, when it ends with “…”), as someone without a mouse does. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const labels =
        'labels' in element
          ? [...((element.labels ?? []) as NodeListOf<HTMLLabelElement>)].map((label) => label.textContent)
          : [];
      return (element.getAttribute('aria-label') ?? labels[0] ?? element.textContent).replace('*', '').trim();
    });
    if (name.endsWith('…') ? focused.startsWith(name.slice(0, -1)) : focused === name) return;
    seen.push(focused);
  }
  throw new Error(`Tab never came to “${name}”, only to: ${[...new Set(seen)].join(' | ')}`);
}

/** Goes to a button or link by Tab and presses it. */
export async function press(page: Page, name: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Goes to a field by Tab and types into it. */
export async function type(page: Page, field: string, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.insertText(text);
}

/** Chooses in a list by keys: focus it, wait until it can be used, type the beginning of the entry. */
export async function pick(page: Page, list: string, entry: string): Promise<void> {
  // A list that is on its way cannot take the focus yet.
  await page.waitForFunction(
    (select) => select instanceof HTMLSelectElement && !select.disabled,
    await chooser(page, list).elementHandle(),
  );
  await tabTo(page, list);
  await page.keyboard.type(entry);
}
