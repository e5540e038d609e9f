import * as z from 'zod';
import type { FaultRule } from './faults/rules.ts';
import type { NodeSpec } from './nodes.ts';
import { controllerNames, type SwitchSettings } from './switches.ts';

const controllerSwitch = z.strictObject({
  delayMs: z.number().min(0).exactOptional(),
  never: z.boolean().exactOptional(),
  only: z.string().exactOptional(),
});

const workloadSwitch = z.strictObject({
  trouble: z.enum(['ImagePullBackOff', 'CrashLoopBackOff', 'Unschedulable']).exactOptional(),
  startDelayMs: z.number().min(0).exactOptional(),
});

/** Switches as they come from outside. */
export const switchSettingsSchema: z.ZodType<SwitchSettings> = z.strictObject({
  controllers: z.partialRecord(z.enum(controllerNames), controllerSwitch),
  workloads: z.record(z.string(), workloadSwitch),
  rights: z.enum(['needed', 'ignored']).exactOptional(),
});

const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), delayMs: z.number().min(0) }),
  z.strictObject({ kind: z.literal('too-many-requests'), retryAfterSeconds: z.number().min(0) }),
  z.strictObject({ kind: z.literal('server-error'), status: z.number().int().min(500).max(599) }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('half-open') }),
  z.strictObject({ kind: z.literal('silent-watch') }),
]);

/** Fault rules as they come from outside. */
export const faultRulesSchema: z.ZodType<FaultRule[]> = z.array(
  z.strictObject({
    fault,
    methods: z.array(z.string()).exactOptional(),
    pathPattern: z.string().exactOptional(),
    probability: z.number().min(0).max(1).exactOptional(),
    every: z.number().int().min(1).exactOptional(),
    times: z.number().int().min(0).exactOptional(),
  }),
);

export const nodeSpecsSchema: z.ZodType<NodeSpec[]> = z.array(
  z.strictObject({
    role: z.enum(['control-plane', 'worker']),
    count: z.number().int().min(0),
    vcpus: z.number().positive(),
    memoryGiB: z.number().positive(),
    gpu: z.strictObject({ type: z.string(), count: z.number().int().min(1) }).exactOptional(),
    namePrefix: z.string().exactOptional(),
  }),
);
