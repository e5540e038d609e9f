import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canMount, fullDisks, onSmallDisk } from '../../runs/database/embedded/small-disk.fixture.ts';

test.skipIf(!canMount).each(fullDisks)(
  'on a disk %s who has been here before can log in, to see why a run waits; else that says so and the code stays good',
  async (_name, left) => {
    const { told } = await onSmallDisk<{ first: string; sameCode: string; later: string[] }>(
      join(import.meta.dirname, 'disk-full-login.fixture.ts'),
      left,
    );
    // The very first session of a database needs a page of its own.
    expect([told.first, told.sameCode]).toEqual(left === 0 ? ['MLA-RUN-013', 'in'] : ['in', 'refused']);
    expect(told.later).toEqual(Array.from({ length: 20 }, () => 'in'));
  },
);
