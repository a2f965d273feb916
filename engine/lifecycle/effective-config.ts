import { readFileSync } from 'node:fs';
import type { Config } from '../bundle/config-schema.ts';
import { parseConfig } from '../bundle/parse-config.ts';
import type { Capabilities } from '../bundle/runtime-spec.ts';
import { ownIdMappings } from '../runtime/user-namespace.ts';
import type { Log } from './log.ts';
import { servedProcess } from './served-process.ts';

/** @throws InvalidConfig, or the error of reading it */
export function readConfig(path: string): Config {
  return parseConfig(readFileSync(path, 'utf8'));
}

/**
 * The configuration as it is carried out: ids that config.json leaves out are filled in, and capabilities and labels
 * that this host has not are taken out.
 */
export function effectiveConfig(config: Config, log: Log): Config {
  const { process } = config;
  if (process) warnOfAmbient(process.capabilities, log);
  return withIdMappings(process ? { ...config, process: servedProcess(process, log) } : config);
}

/**
 * A user namespace without id mappings gets those of the caller, as with crun. An ordinary user who asks for no user
 * namespace gets one all the same, because he can have no other namespace without it.
 */
function withIdMappings(config: Config): Config {
  const { uidMappings = [], gidMappings = [] } = config.linux;
  const user = config.linux.namespaces.find(({ type }) => type === 'user');
  const isMapped = uidMappings.length > 0 && gidMappings.length > 0;
  const isSaid = user ? user.path || isMapped : process.geteuid!() === 0;
  if (isSaid) return config;
  const namespaces: Config['linux']['namespaces'] = [...config.linux.namespaces, ...(user ? [] : [USER_NAMESPACE])];
  const own = ownIdMappings();
  const mappings = {
    uidMappings: uidMappings.length > 0 ? uidMappings : own.uidMappings,
    gidMappings: gidMappings.length > 0 ? gidMappings : own.gidMappings,
  };
  return { ...config, linux: { ...config.linux, namespaces, ...mappings } };
}

const USER_NAMESPACE = { type: 'user' } as const;

/**
 * Warns of ambient capabilities that the kernel will not raise, because they are not both permitted and inheritable,
 * capabilities(7). Says nothing where no capability is inheritable: that is how buildah and older podman write it,
 * which emptied that set (CVE-2022-27651) and left the ambient one as it was.
 */
function warnOfAmbient({ ambient = [], permitted = [], inheritable = [] }: Capabilities, log: Log): void {
  if (inheritable.length === 0) return;
  for (const name of ambient) {
    if (permitted.includes(name) && inheritable.includes(name)) continue;
    log.warn(`can't raise ambient capability ${name}: it is not both permitted and inheritable`);
  }
}
