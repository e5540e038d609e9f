import { useState } from 'react';
import { shellWords } from '../../words/shell-words.ts';
import { storedTheme, storeTheme, type Theme } from './theme.ts';

/** A sun, a moon, and a screen for what the system says. */
const icons: Readonly<Record<Theme, string>> = {
  system: 'M2 3h12v8H2zM6 14h4M8 11v3',
  light:
    'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1',
  dark: 'M13.6 9.8A6 6 0 0 1 6.2 2.4a6 6 0 1 0 7.4 7.4z',
};

/** Light, dark, or as the system: a list of the browser's own, with a sign of what is chosen. */
export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return (
    <label className="mla-theme">
      <span className="pf-v6-screen-reader">{shellWords.theme.label}</span>
      <svg viewBox="0 0 16 16" aria-hidden="true" className="mla-theme-icon">
        <path d={icons[theme]} />
      </svg>
      <select
        value={theme}
        onChange={(event) => {
          const chosen = event.target.value as Theme;
          setTheme(chosen);
          storeTheme(chosen);
        }}
      >
        {(['system', 'light', 'dark'] as const).map((option) => (
          <option key={option} value={option}>
            {shellWords.theme[option]}
          </option>
        ))}
      </select>
      <svg viewBox="0 0 16 16" aria-hidden="true" className="mla-theme-arrow">
        <path d="M4 6l4 4 4-4" />
      </svg>
    </label>
  );
}
