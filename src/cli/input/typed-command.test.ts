import { expect, test } from 'vitest';
import { typedCommand } from './typed-command.ts';

test('a command is printed with the name that the program was called by', () => {
  expect(typedCommand({})('status demo')).toBe('mla status demo');
  expect(typedCommand({ MLA_COMMAND: './mla' })('status demo')).toBe('./mla status demo');
  expect(typedCommand({ npm_lifecycle_event: 'demo' })('status demo')).toBe('./mla status demo');
});

test('and with the place that was given by flag, in quotes where a shell needs them', () => {
  expect(typedCommand({}, { data: '/home/ada/data' })('logs demo')).toBe('mla logs demo --data /home/ada/data');
  expect(typedCommand({}, { data: "/home/Ada's disk" })('logs demo')).toBe(
    "mla logs demo --data '/home/Ada'\\''s disk'",
  );
  expect(typedCommand({}, { data: '/d', server: 'http://127.0.0.1:5000' })('logs demo')).toBe(
    'mla logs demo --server http://127.0.0.1:5000',
  );
});
