// Imports a module from the disk, which the code inside an executable cannot do itself.
'use strict';
const { pathToFileURL } = require('node:url');

module.exports = (file) => import(pathToFileURL(file).href);
