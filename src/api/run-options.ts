import { z } from 'zod';

/** Seconds that one attempt of a run may take where nothing else was asked for: two hours. */
export const defaultTimeoutSeconds = 2 * 60 * 60;

/** 30 days: a timer cannot wait much longer. */
export const longestTimeoutSeconds = 30 * 24 * 60 * 60;

/** What an uninstall does beyond what it does by itself. */
interface UninstallOptions {
  /** Claims whose data goes: `namespace/claim`, or `namespace`. */
  readonly data?: readonly string[] | undefined;
  /** Only what the installation no longer has. */
  readonly leftOver?: boolean | undefined;
  /** Objects whose finalizers are removed: `Kind namespace/name`. */
  readonly finalizers?: readonly string[] | undefined;
  /** Of a Kubeflow that MLAnywhere did not install: the release that it is, and what goes beside what equals it. */
  readonly found?: { readonly release: string; readonly take: readonly string[] } | undefined;
}

/** How a run is carried out, beside what it makes. */
export interface RunOptions {
  /** For each attempt. 0 means no limit. Default: `defaultTimeoutSeconds`. */
  readonly timeoutSeconds?: number | undefined;
  /** Overwrite changes by others. */
  readonly repair?: boolean | undefined;
  /** Of an upgrade. */
  readonly upgrade?: UpgradeChoices | undefined;
  /** Of an uninstall. */
  readonly uninstall?: UninstallOptions | undefined;
}

/** What a person decided about an upgrade. */
export interface UpgradeChoices {
  /** What becomes of fields that others have changed. Undecided where left out: then there must be none. */
  readonly settings?: 'keep' | 'replace' | undefined;
  /** Begin although something is not ready. */
  readonly unready?: boolean | undefined;
  /** It goes back to an earlier release. */
  readonly back?: boolean | undefined;
}

/** The part of the query that says how long a run may take. */
export const timeoutQuery = z.object({
  timeoutSeconds: z.coerce.number().int().min(0).max(longestTimeoutSeconds).optional(),
});

/** `RunOptions` as the query of a request. */
export const runOptionsQuery = timeoutQuery.extend({ repair: z.stringbool().optional() });
