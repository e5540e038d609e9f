import { Secret } from '../../secret.ts';
import { isEmptyValue, type FieldPath } from '../drift/field-set.ts';

/** Keeps the settings of an unfinished upgrade through a crash. They can hold passwords: a setting of a Secret, an environment variable. */
export interface SettingsRecord {
  load(): Promise<Secret | undefined>;
  /** Replaces what is kept. Resolves when a crash cannot lose it. */
  save(settings: Secret): Promise<void>;
  clear(): Promise<void>;
}

/** A field that somebody else has set, with their value; without one where they removed it. */
export interface KeptField {
  readonly path: FieldPath;
  readonly value?: unknown;
}

/** What others had set, by `keyText` of the object. */
export type KeptSettings = ReadonlyMap<string, readonly KeptField[]>;

export async function loadSettings(record: SettingsRecord): Promise<KeptSettings> {
  const kept = await record.load();
  return new Map(Object.entries(kept === undefined ? {} : (JSON.parse(kept.reveal()) as Record<string, KeptField[]>)));
}

export async function saveSettings(record: SettingsRecord, settings: KeptSettings): Promise<void> {
  const kept = Object.fromEntries(settings);
  if (isEmptyValue(kept)) await record.clear();
  else await record.save(new Secret(JSON.stringify(kept)));
}
