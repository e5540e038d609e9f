/** Light, dark, or whatever the system says. */
export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'mlanywhere.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');
let current: Theme = 'system';

systemDark.addEventListener('change', () => applyTheme(current));

/** A taste, not a secret: kept for the next visit. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function storeTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
  applyTheme(theme);
}

export function applyTheme(theme: Theme): void {
  current = theme;
  const dark = theme === 'dark' || (theme === 'system' && systemDark.matches);
  document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}
