// Starts the program of an unpacked package, on a Node that is new enough.
'use strict';
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

const { env } = process;
enableCompileCache(
  env.NODE_COMPILE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mlanywhere', 'compile-cache'),
);
// How the program prints commands that the reader can type next.
env.MLA_COMMAND ||= env.npm_lifecycle_event === 'npx' ? 'npx mlanywhere' : 'mla';
import('../dist/main.mjs');
