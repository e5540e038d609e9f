import type { Secret } from '../../../secret.ts';
import type { SettingsRecord } from '../settings-record.ts';

/** Outlasts a program that dies within the test. */
export function settingsInMemory(): SettingsRecord {
  let kept: Secret | undefined;
  return {
    load: () => Promise.resolve(kept),
    save: (settings) => {
      kept = settings;
      return Promise.resolve();
    },
    clear: () => {
      kept = undefined;
      return Promise.resolve();
    },
  };
}
