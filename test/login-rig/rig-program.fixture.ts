/** A program that runs beside a test, in place of pods. */
export interface RigProgram {
  /** On 127.0.0.1. */
  readonly port: number;
  /** What it wrote so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}
