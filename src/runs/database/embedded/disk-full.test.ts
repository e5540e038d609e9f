import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canMount, fullDisks, onSmallDisk } from './small-disk.fixture.ts';

if (!canMount) console.warn('The full disk is not tested: this user may not mount a small one.');

test.skipIf(!canMount).each(fullDisks)(
  'on a disk %s a run pauses with a clear error, and goes on when there is room, with nothing lost',
  async (_name, left) => {
    const { directory, told } = await onSmallDisk<{
      events: [id: number, type: string, code: string | null, message: string][];
      reported: string[];
    }>(join(import.meta.dirname, 'disk-full.fixture.ts'), left);
    const { events, reported } = told;
    expect(events.map(([id]) => id)).toEqual(events.map((_event, index) => index + 1));
    expect(events.filter(([, type]) => type === 'log').map(([, , , message]) => message)).toEqual(
      Array.from({ length: 3000 }, (_, index) => `line ${index + 1}`),
    );
    const paused = events.find(([, type]) => type === 'run.paused');
    expect(paused).toMatchObject([
      expect.any(Number),
      'run.paused',
      'MLA-RUN-013',
      expect.stringContaining(`The disk that holds ${directory} is full.`),
    ]);
    expect(events.filter(([, type]) => type !== 'log').map(([, type]) => type)).toEqual([
      'run.queued',
      'run.started',
      'step.started',
      'run.paused',
      'run.continued',
      'step.succeeded',
      'run.succeeded',
    ]);
    expect(reported).toContain('MLA-RUN-013');
  },
);

interface Stopped {
  readonly states: readonly string[];
  readonly events: readonly (readonly (readonly [id: number, type: string])[])[];
}

test.skipIf(!canMount).each(fullDisks)(
  'on a disk %s a running run is cancelled, and the program ends, without room being made',
  async (_name, left) => {
    const { told } = await onSmallDisk<Stopped>(join(import.meta.dirname, 'disk-full-cancel.fixture.ts'), left);
    const { states, events } = told;
    for (const list of events) expect(list.map(([id]) => id)).toEqual(list.map((_event, index) => index + 1));
    if (left === 0) return;
    // Cancelled from the room that is kept free.
    expect(states).toEqual(['cancelled', 'paused']);
    expect(events.map((list) => [list.filter(([, type]) => type === 'log').length, list.at(-1)?.[1]])).toEqual([
      [300, 'run.cancelled'],
      [300, 'run.paused'],
    ]);
  },
);

interface Stored {
  readonly events: readonly (readonly [run: string, id: number, type: string])[];
  readonly [what: string]: unknown;
}

interface Tried {
  readonly codes: Record<string, string>;
  readonly unfinishedFiles: readonly string[];
  readonly otherKey?: boolean;
}

test.skipIf(!canMount).each(fullDisks)(
  'on a disk %s whatever else is written says so and changes nothing; with room again all of it is written',
  async (_name, left) => {
    const { told } = await onSmallDisk<{
      before: Stored;
      full: Tried;
      cancelled: string;
      between: Stored;
      roomy: Tried;
      after: Stored;
    }>(join(import.meta.dirname, 'disk-full-writers.fixture.ts'), left);
    const { before, full, cancelled, between, roomy, after } = told;
    const { 'a key of its own': ownKey, 'a note': note, ...codes } = full.codes;
    expect(codes).toEqual(Object.fromEntries(Object.keys(codes).map((name) => [name, 'MLA-RUN-013'])));
    // The key needs no database: it is whole or not there.
    expect([ownKey, full.otherKey, full.unfinishedFiles]).toEqual(
      left === 0 ? ['MLA-RUN-013', false, []] : ['written', true, []],
    );

    // To cancel is let through, and so is the note that somebody read a kubeconfig or a password back: without it they could not.
    expect(note).toBe('written');
    expect(cancelled).toBe('cancelled');
    expect(between).toEqual({
      ...before,
      runs: [
        ['waiting-1', 'cancelled', 3],
        ['old-1', 'failed', 2],
      ],
      events: [
        ...before.events.filter(([run]) => run === 'old-1'),
        ['old-1', 2, 'log'],
        ...before.events.filter(([run]) => run !== 'old-1'),
        ['waiting-1', 2, 'run.cancel-requested'],
        ['waiting-1', 3, 'run.cancelled'],
      ],
    });

    expect(roomy).toEqual({
      codes: Object.fromEntries(Object.keys(full.codes).map((name) => [name, 'written'])),
      unfinishedFiles: [],
    });
    expect(after).toMatchObject({
      connections: ['lab', 'second'],
      password: 'after',
      kubeconfig: 'kubeconfig after',
      credentials: 'user@example.com',
      marks: 1,
      runs: [
        ['new-1', 'queued', 1],
        ['waiting-1', 'cancelled', 3],
        ['old-1', 'queued', 4],
      ],
    });
  },
);
