import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';

export function backupHandlers({ writeBackup }: Pick<ServerParts, 'writeBackup'>): Handlers<'createBackup'> {
  return {
    async createBackup() {
      const backup = await writeBackup();
      const day = new Date().toISOString().slice(0, 10);
      return { file: `mlanywhere-${day}.mlabackup`, backup: backup.toString('base64') };
    },
  };
}
