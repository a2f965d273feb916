'use strict';

const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const path = require('node:path');
const { Script } = require('node:vm');

/** What `.dev/pack.mjs` writes at the beginning of the file: a comment that tells this very file from all others. */
const IDENTITY = /^\/\/([0-9a-f]{16})\n/;

/** Milliseconds: code of versions that nobody has started for so long is thrown away. */
const OLD = 30 * 24 * 60 * 60 * 1000;

/**
 * A directory that only this user can write: cached code is run without another look at its source. That of the system is
 * for root of the host alone: to root of a user namespace, as podman makes one for an ordinary user, it is closed.
 */
exports.cacheDirectory = function cacheDirectory() {
  if (process.getuid?.() === 0 && isInitialUserNamespace()) return '/var/cache/learn-run';
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'learn-run');
};

/** The same as in engine/initial-user-namespace.ts, which is not loaded yet. */
function isInitialUserNamespace() {
  const map = readIfThere('/proc/self/uid_map');
  return map === undefined || /^\s*0\s+0\s+4294967295\s*$/.test(map.toString());
}

/**
 * Loads the packed command, and keeps what V8 has compiled of it, for the next start.
 *
 * Node's own compile cache keeps what is compiled when a file is loaded. That is little: most functions are compiled
 * when they are first called, which took a fifth of a warm run. So the code is kept after a run, with all that it
 * needed.
 *
 * @param file absolute path of the packed command
 * @param directory where code is kept: only its user may write there, because it is run without another look
 */
exports.load = function load(file, directory) {
  const source = readFileSync(file, 'latin1');
  const cache = path.join(directory, `command-${IDENTITY.exec(source)[1]}-${process.version}-${process.arch}`);
  const cachedData = readIfThere(cache);
  const script = new Script(Module.wrap(source), { filename: file, cachedData });
  const module = new Module(file, require.main);
  module.filename = file;
  require.cache[file] = module;
  const find = lazyRequire(file, directory);
  script.runInThisContext()(module.exports, find, module, file, path.dirname(file));
  // What asks for the command later, as a lesson's check does, is not part of a circle that is still being loaded.
  module.loaded = true;
  if (cachedData === undefined || script.cachedDataRejected) {
    process.on('exit', () => module.exports.isWarm() && keep(cache, script));
  }
  return module.exports;
};

/** What is not packed has Node's compile cache, which is opened when the first of it is needed. */
function lazyRequire(file, directory) {
  const real = Module.createRequire(file);
  return function find(name) {
    if (!name.startsWith('node:')) Module.enableCompileCache(directory);
    return real(name);
  };
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Beside, and renamed; nobody has to know if that fails: the next start is as slow as this one was. */
function keep(cache, script) {
  const directory = path.dirname(cache);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(directory))
      if (isOld(path.join(directory, name))) rmSync(path.join(directory, name));
    writeFileSync(`${cache}.${process.pid}`, script.createCachedData(), { mode: 0o600 });
    renameSync(`${cache}.${process.pid}`, cache);
  } catch {
    forget(`${cache}.${process.pid}`);
  }
}

function forget(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing could be written, there is nothing.
  }
}

function isOld(file) {
  return /\/command-[^/]*$/.test(file) && Date.now() - statSync(file).mtimeMs > OLD;
}
