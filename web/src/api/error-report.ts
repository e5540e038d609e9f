import type { z } from 'zod';
import type { errorReport } from '../../../src/api/run.ts';

/** What went wrong, why, and what to do: the same words as in the terminal. */
export type ErrorReport = z.infer<typeof errorReport>;
