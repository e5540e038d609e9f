import { z } from 'zod';
import { requester } from '../api/principal.ts';
import type { EventDefinition } from './event-catalogue.ts';

const object = z.object({ object: z.string() });

/** The events of an uninstall. */
export const removalEvents = {
  'removal.planned': {
    severity: 'info',
    description:
      'What an uninstall removes, in numbers: how many objects go and stay, how many of them users made, and the claims whose data goes.',
    data: z.object({ goes: z.int(), keeps: z.int(), users: z.int(), data: z.array(z.string()) }),
    fact: true,
  },
  'removal.stage': {
    severity: 'info',
    description: 'An uninstall begins with the next objects, after all before them are gone.',
    data: z.object({ stage: z.string(), objects: z.int() }),
    fact: true,
  },
  'object.removed': {
    severity: 'debug',
    description: 'An object is gone.',
    data: object.extend({ stage: z.string() }),
  },
  'removal.claim-released': {
    severity: 'info',
    description: 'A volume claim that stays was taken out of the ownership of an object that goes.',
    data: z.object({ claim: z.string(), owners: z.array(z.string()) }),
  },
  'removal.finalizers-released': {
    severity: 'info',
    description:
      'An object that stays lost the finalizers of its controller, which is removed: without it, nothing could delete the object later.',
    data: object.extend({ finalizers: z.array(z.string()) }),
  },
  'removal.unblocked': {
    severity: 'warning',
    description:
      'A webhook or a conversion of Kubeflow did not answer and blocked the removal of other objects, so an uninstall removed it before its turn.',
    data: object,
  },
  'finalizers.removed': {
    severity: 'warning',
    description: 'The finalizers of an object were removed, because someone named the object. Says who.',
    data: z.object({ by: requester.optional(), object: z.string(), finalizers: z.array(z.string()) }),
  },
} as const satisfies Record<string, EventDefinition>;
