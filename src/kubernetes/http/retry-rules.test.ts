import { describe, expect, test } from 'vitest';
import { defaultRetryLimits, waitBeforeRetry, watchHeals, type Failure, type Repeatability } from './retry-rules.ts';

const wait = (failure: Failure, repeatability: Repeatability, sent = 1, random = 0): number | undefined =>
  waitBeforeRetry({ failure, repeatability, sent, random, limits: defaultRetryLimits });

/** The failure, whether an idempotent request is sent again, and whether a `create` is. */
const cases: [string, Failure, boolean, boolean][] = [
  ['too many requests', { status: 429, message: '' }, true, true],
  ['a refused connection', { key: 'kubernetes.connectionRefused' }, true, true],
  ['an unknown name', { key: 'kubernetes.hostUnknown' }, true, true],
  ['no way to the host', { key: 'kubernetes.unreachable' }, true, true],
  ['a broken connection', { key: 'kubernetes.connectionBroke' }, true, false],
  ['no answer in time', { key: 'kubernetes.noAnswer' }, true, false],
  ['a fault of the server', { status: 500, message: 'etcdserver: leader changed' }, true, false],
  ['a bad gateway', { status: 502, message: '' }, true, false],
  ['an unavailable server', { status: 503, message: '' }, true, false],
  ['a gateway timeout', { status: 504, message: '' }, true, false],
  [
    'a webhook that cannot be called',
    { status: 500, message: 'Internal error occurred: failed calling webhook "x"' },
    false,
    false,
  ],
  [
    'a list that a dead webhook would have to convert',
    {
      status: 429,
      message:
        'storage is (re)initializing: failed to list a/v1, Kind=B: conversion webhook for a/v1beta1, Kind=B failed: no endpoints',
    },
    false,
    false,
  ],
  [
    'an object of the wrong shape',
    { status: 500, message: 'failed to create typed patch object (a/b): .data' },
    false,
    false,
  ],
  [
    'an etcd that is away, told as an invalid object',
    {
      status: 422,
      message:
        'Service x is invalid: spec.clusterIPs: Invalid value: [""]: failed to allocate IP: rpc error: code = Unavailable desc = error reading from server: EOF',
    },
    true,
    false,
  ],
  [
    'an etcd that is away',
    { status: 500, message: 'rpc error: code = Unavailable desc = error reading from server: EOF' },
    true,
    false,
  ],
  [
    'an object that is too large for etcd',
    {
      status: 500,
      message: 'rpc error: code = ResourceExhausted desc = trying to send message larger than max (3 vs. 2)',
    },
    false,
    false,
  ],
  [
    'an address that is taken',
    {
      status: 422,
      message:
        'Service "x" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.10"}: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    },
    false,
    false,
  ],
  ['a missing right', { status: 403, message: '' }, false, false],
  ['a right that the server may not know yet', { status: 403, message: '', mayPass: true }, true, true],
  ['an unknown user', { status: 401, message: '' }, false, false],
  ['an absent object', { status: 404, message: '' }, false, false],
  ['a conflict', { status: 409, message: '' }, false, false],
  ['an invalid object', { status: 422, message: '' }, false, false],
  ['an untrusted certificate', { key: 'kubernetes.certificateUntrusted' }, false, false],
  ['a proxy that refuses', { key: 'kubernetes.proxyRefused' }, false, false],
];

describe('sending again', () => {
  test.each(cases)('after %s', (_, failure, idempotent, create) => {
    expect({
      idempotent: wait(failure, 'idempotent') !== undefined,
      create: wait(failure, 'once') !== undefined,
    }).toEqual({ idempotent, create });
  });

  test('ends after as many tries as allowed, sooner where each try is slow', () => {
    expect(wait({ status: 503, message: '' }, 'idempotent', 5)).toBeDefined();
    expect(wait({ status: 503, message: '' }, 'idempotent', 6)).toBeUndefined();
    expect(wait({ key: 'kubernetes.unreachable' }, 'idempotent', 2)).toBeUndefined();
  });

  test('waits twice as long each time, up to a limit, and never the same for all clients', () => {
    const failure = { status: 503, message: '' };
    expect([1, 2, 3].map((sent) => wait(failure, 'idempotent', sent))).toEqual([125, 250, 500]);
    expect(wait(failure, 'idempotent', 5, 0.999)).toBeLessThanOrEqual(defaultRetryLimits.longestWait);
    expect(wait(failure, 'idempotent', 1, 0.5)).not.toBe(wait(failure, 'idempotent', 1, 0));
  });

  test('waits as long as the server asks, unless it asks for too long', () => {
    expect(wait({ status: 429, message: '', retryAfter: 7 }, 'once')).toBe(7000);
    expect(wait({ status: 429, message: '', retryAfter: 3600 }, 'once')).toBeUndefined();
  });
});

describe('a watch', () => {
  test('is made again after what passes, and given up after what stays', () => {
    expect(
      (
        [
          'kubernetes.connectionRefused',
          'kubernetes.connectionBroke',
          'kubernetes.serverFault',
          'kubernetes.tooBusy',
          'kubernetes.expired',
        ] as const
      ).map((key) => watchHeals(key)),
    ).toEqual([true, true, true, true, true]);
    expect(
      (
        [
          'kubernetes.forbidden',
          'kubernetes.kindUnknown',
          'kubernetes.unauthorized',
          'kubernetes.certificateUntrusted',
        ] as const
      ).map((key) => watchHeals(key)),
    ).toEqual([false, false, false, false]);
  });
});
