import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateRequest } from '../../../engine/lifecycle/create-request.ts';
import { readConfig } from '../../../engine/lifecycle/effective-config.ts';
import type { Context } from '../context.ts';
import { countOf, isSet, pathOf, type Words } from '../flags.ts';

/** What `create` and `run` are to make a container from. @throws InvalidConfig, or the error of reading it */
export function createRequest(words: Words, context: Context): CreateRequest {
  const { cwd, env, store, log, cache, isRootless } = context;
  const path = (name: string) => pathOf(words, name, cwd);
  const bundle = path('bundle') ?? cwd;
  const config = readConfig(path('config') ?? join(bundle, 'config.json'));
  return {
    store,
    id: words.args[0]!,
    // A link may lead elsewhere by the time that hooks and others go by what the state says.
    bundle: realpathSync(bundle),
    config,
    cache,
    isRootless,
    isPivoting: !isSet(words, 'no-pivot'),
    hasKeyring: !isSet(words, 'no-new-keyring'),
    preservedFds: preservedFds(words, env),
    listenFds: listenFds(env),
    console: path('console-socket'),
    pidFile: path('pid-file'),
    pidfdSocket: path('pidfd-socket'),
    cgroupManager: context.cgroupManager,
    log,
  };
}

/** Sockets that systemd has opened stand behind stderr too. @see sd_listen_fds(3) */
export function preservedFds(words: Words, env: Context['env']): number {
  return countOf(words, 'preserve-fds') + listenFds(env);
}

function listenFds(env: Context['env']): number {
  const given = env.LISTEN_FDS ?? '';
  return /^\d{1,4}$/.test(given) ? Number(given) : 0;
}
