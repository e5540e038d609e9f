#!/usr/bin/env node
/*
 * What npm starts for `mla` and `mlanywhere`. Old JavaScript on purpose: a Node that cannot run
 * the program must still be able to read this file and say so.
 */
'use strict';
const lowest = 24;
if (Number(process.versions.node.split('.')[0]) < lowest) {
  process.stderr.write(
    'MLAnywhere needs Node ' +
      lowest +
      ' or newer; this is Node ' +
      process.versions.node +
      '. ' +
      'Install it from https://nodejs.org/en/download, or use the single executable, which needs no Node.\n',
  );
  process.exit(8);
}
require('./start.cjs');
