/** Kills a program that was started in a process group of its own, with all that it started there. */
export function endGroup(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? processId : -processId, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
