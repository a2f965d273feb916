#!/usr/bin/env -S node --
// Old syntax on purpose: whichever Node the system has must be able to read this far.
'use strict';

var path = require('path');

// What ends without an answer has failed: Node would call a promise that nobody can settle any more a success.
process.exitCode = 125;

if (parseInt(process.versions.node, 10) >= 24) {
  run();
} else {
  startAgainUnderPinnedNode();
}

function run() {
  var start = require('./start.cjs');
  var command = start.load(path.join(__dirname, '../dist/bin/main.js'), start.cacheDirectory());
  command.main(process.argv.slice(2), surroundings()).then(end, failUnexpectedly);
}

/** What the command may see of the process; stdin is opened when it is first asked for. */
function surroundings() {
  return {
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    uid: process.geteuid ? process.geteuid() : -1,
  };
}

/**
 * As soon as everything is written: a pipe takes only so much at a time, and whoever reads it wants the rest too. What
 * else is still open, such as a connection kept alive, has nothing more to say.
 */
function end(status) {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
}

/** The command reports its own failures: what arrives here is a defect, told whole. */
function failUnexpectedly(error) {
  console.error(error);
  process.exit(125);
}

/** The Node that npm put beside this package, if it did. */
function startAgainUnderPinnedNode() {
  var node = path.join(__dirname, '../node_modules/node-linux-' + process.arch, 'bin/node');
  if (!require('fs').existsSync(node)) {
    console.error('learn-run: needs Node 24 or later, and this is ' + process.version + ' (' + process.execPath + ')');
    process.exit(125);
  }
  // `--` as in the first line: without it Node would read our --env-file as its own.
  var child = require('child_process').spawn(node, ['--'].concat(process.argv.slice(1)), { stdio: 'inherit' });
  // What the terminal sends reaches the child as well; what somebody sends to us alone is handed on.
  ['SIGINT', 'SIGQUIT', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {});
  });
  process.on('SIGTERM', () => {
    child.kill('SIGTERM');
  });
  child.on('exit', (status, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
    process.exit(status === null ? 125 : status);
  });
}
