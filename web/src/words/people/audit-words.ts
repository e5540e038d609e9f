export const auditWords = {
  title: 'Audit',
  lead: 'Who logged in, changed something, read a secret or was refused. Newest first. Entries are never deleted.',
  person: 'Person',
  everybody: 'Everybody',
  failed: 'The audit list cannot be shown',
  none: 'No entries.',
  nobody: 'Not logged in',
  older: 'Show older entries',
  done: 'done',
  refused: (code: string) => `refused or failed: ${code}`,
  from: (address: string, by: string) => (by === 'nothing' ? `from ${address}` : `from ${address}, by ${by}`),
} as const;
