/** Wrong logins within a minute until the answer says to wait. */
const most = 20;
const period = 60_000;

/** Counts wrong logins. The right token or code is accepted however many wrong ones came before: both are 256 random bits. */
export interface LoginFailures {
  /** Seconds to wait after too many; otherwise undefined. */
  add(): number | undefined;
}

export function countLoginFailures(now: () => number = Date.now): LoginFailures {
  let begin = now();
  let count = 0;
  return {
    add() {
      if (now() - begin >= period) [begin, count] = [now(), 0];
      count += 1;
      return count > most ? Math.ceil((begin + period - now()) / 1000) : undefined;
    },
  };
}
