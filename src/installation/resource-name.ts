import { z } from 'zod';

/** DNS-1123 label, at most 40 characters so that names made from it (nodes, files) still fit. */
export const resourceName = z
  .string()
  .min(1, { abort: true })
  .max(40)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'lower-case letters, digits and hyphens; begins and ends with a letter or digit',
  );
