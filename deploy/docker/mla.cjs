#!/usr/local/bin/node --max-semi-space-size=4
// `mla` of the image. The kernel starts Node by the first line, so no shell is needed.
'use strict';
require('/app/bin/mla.cjs');
