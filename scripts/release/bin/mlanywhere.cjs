#!/usr/bin/env node
/* `npx mlanywhere` without a command opens the wizard; with one it is `mla`. */
'use strict';
if (process.argv.length === 2) process.argv.push('serve', '--open');
require('./mla.cjs');
