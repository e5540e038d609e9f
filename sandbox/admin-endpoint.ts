import { join } from 'node:path';

/** Where a sandbox in a process of its own can be spoken to; kept in its folder, readable by its owner only. */
export interface AdminEndpoint {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

export const adminFile = (directory: string): string => join(directory, 'admin.json');
