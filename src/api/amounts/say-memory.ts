/** An amount of memory for people: `96 MiB`, `1.5 GiB`, `31 GiB`. `round`: another way where two amounts are compared. */
export function sayMemory(mebibytes: number, round: (amount: number) => number = Math.round): string {
  const gibibytes = mebibytes / 1024;
  if (gibibytes < 1) return `${round(mebibytes)} MiB`;
  return `${gibibytes < 10 ? round(gibibytes * 10) / 10 : round(gibibytes)} GiB`;
}
