// Old syntax on purpose: whichever Node the system has must be able to read this far.
'use strict';

var path = require('path');

process.exitCode = 1;

if (parseInt(process.versions.node, 10) < 24) {
  console.error('learn-runc: needs Node 24 or later, and this is ' + process.version + ' (' + process.execPath + ')');
  process.exit(1);
}

require('node:module').enableCompileCache(require('./start.cjs').cacheDirectory());
require('../dist/bin/learn-runc.js').main(process.argv.slice(2), surroundings()).then(end, failUnexpectedly);

/** What the command may see of the process. */
function surroundings() {
  return {
    program: 'learn-runc',
    command: path.join(__dirname, 'learn-runc'),
    env: process.env,
    uid: process.geteuid(),
    cwd: process.cwd(),
  };
}

/** At once: nothing that is still open has anything more to say. */
function end(status) {
  process.exit(status);
}

/** The command reports its own failures: what arrives here is a defect, told whole. */
function failUnexpectedly(error) {
  console.error(error);
  process.exit(1);
}
