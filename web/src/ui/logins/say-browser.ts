import { accountWords } from '../../words/people/account-words.ts';

/** In this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari. */
const browsers = [
  [/Edg\w*\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const systems = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const;

/** What a browser calls itself, in short: `Firefox on Windows`. What is not known stays as it is. */
export function sayBrowser(client: string | null): string {
  if (client === null || client.trim() === '') return accountWords.sessions.unknown;
  const [browser, system] = [browsers, systems].map((names) => names.find(([sign]) => sign.test(client))?.[1]);
  return browser === undefined || system === undefined ? client : accountWords.sessions.browser(browser, system);
}
