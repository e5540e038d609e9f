export const roleWords = {
  needed: (role: string) => `This page needs the role ${role}`,
  ask: (role: string) => `You have the role ${role}. Ask an admin of this server for another.`,
  readsOnly: (role: string) => `You have the role ${role}: you can read here, and change nothing.`,
} as const;
