import { CAPABILITIES } from './capabilities.ts';
import type { Config } from './config-schema.ts';
import { InvalidConfig } from './errors.ts';
import type { Hook, Linux, Mount, NamespaceType, Process } from './runtime-spec.ts';

/**
 * Refuses what contradicts itself, or would be done to the host where a container was meant.
 *
 * @throws InvalidConfig
 */
export function checkConfig(config: Config): void {
  // Versions within 1 understand each other. runtime-spec config.md#specification-version
  if (!/^1\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/.test(config.ociVersion))
    throw new InvalidConfig(`unknown version specified: ociVersion ${JSON.stringify(config.ociVersion)}, expected 1.x`);
  if (config.root.path === '') throw new InvalidConfig('root.path is empty');
  checkNamespaces(config.linux);
  checkOwnNamespaces(config);
  for (const mount of config.mounts) checkMount(mount);
  for (const [name, hooks] of Object.entries(config.hooks ?? {})) for (const hook of hooks) checkHook(name, hook);
  if (config.process) checkProcess(config.process);
}

const NAMESPACES: readonly NamespaceType[] = ['pid', 'network', 'mount', 'ipc', 'uts', 'user', 'cgroup', 'time'];

function checkNamespaces({ namespaces }: Linux): void {
  const seen = new Set<string>();
  for (const { type, path } of namespaces) {
    if (!NAMESPACES.includes(type)) throw new InvalidConfig(`unknown namespace type ${JSON.stringify(type)}`);
    if (seen.has(type)) throw new InvalidConfig(`duplicated namespace ${type}`);
    if (path && !path.startsWith('/'))
      throw new InvalidConfig(`the path of the ${type} namespace must be absolute: ${path}`);
    seen.add(type);
  }
}

/** What a namespace of the container is needed for: without it the host would be changed. */
function checkOwnNamespaces({ linux, hostname, domainname }: Config): void {
  const has = (type: NamespaceType) => linux.namespaces.some((one) => one.type === type);
  const needs = (type: NamespaceType, what: string) => {
    if (!has(type)) throw new InvalidConfig(`unable to ${what} without a private ${type} namespace`);
  };
  if (hostname) needs('uts', 'set hostname');
  if (domainname) needs('uts', 'set domainname');
  if (linux.maskedPaths.length > 0 || linux.readonlyPaths.length > 0) needs('mount', 'restrict sys entries');
  if (Object.keys(linux.netDevices ?? {}).length > 0) needs('network', 'move network devices');
  checkDeviceNames(linux);
  checkMappings(linux, has('user'));
  const offsets = Object.keys(linux.timeOffsets ?? {});
  if (offsets.length > 0 && !has('time'))
    throw new InvalidConfig("time namespace offsets specified, but time namespace isn't enabled in the config");
  for (const clock of offsets)
    if (clock !== 'monotonic' && clock !== 'boottime')
      throw new InvalidConfig(`unknown clock ${JSON.stringify(clock)}: expected monotonic or boottime`);
  for (const [name, value] of Object.entries(linux.sysctl ?? {})) {
    checkSysctl(name, has);
    if (domainname && dotted(name) === 'kernel.domainname' && value !== domainname)
      throw new InvalidConfig('sysctl kernel.domainname is conflicting with the field domainname');
  }
}

/** @see Linux net/core/dev.c, dev_valid_name */
function checkDeviceNames({ netDevices = {} }: Linux): void {
  const names = Object.entries(netDevices).flatMap(([name, { name: newName }]) => [name, newName || name]);
  const wrong = names.find((name) => !/^[^\s/:]{1,15}$/.test(name) || name === '.' || name === '..');
  if (wrong !== undefined) throw new InvalidConfig(`invalid network device name ${JSON.stringify(wrong)}`);
}

function checkMappings({ uidMappings = [], gidMappings = [] }: Linux, hasUser: boolean): void {
  const hasMappings = uidMappings.length > 0 || gidMappings.length > 0;
  if (hasMappings && !hasUser) {
    throw new InvalidConfig("user namespace mappings specified, but user namespace isn't enabled in the config");
  }
}

/** Kernel parameters that belong to a namespace. @see namespaces(7), mq_overview(7), svipc(7) */
const IPC_SYSCTLS =
  /^(kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced|auto_msgmni|msg_next_id|sem_next_id|shm_next_id)|fs\.mqueue\..+)$/;

function checkSysctl(given: string, has: (type: NamespaceType) => boolean): void {
  if (!/^[a-z0-9_.\-/:@]+$/i.test(given) || /(^|[./])\.\.([./]|$)/.test(given) || given.startsWith('/'))
    throw new InvalidConfig(`invalid sysctl name ${JSON.stringify(given)}`);
  const name = dotted(given);
  if (name === 'kernel.hostname')
    throw new InvalidConfig('sysctl kernel.hostname is conflicting with the field hostname');
  const owner = name.startsWith('net.')
    ? 'network'
    : IPC_SYSCTLS.test(name)
      ? 'ipc'
      : name === 'kernel.domainname'
        ? 'uts'
        : undefined;
  if (owner !== undefined && has(owner)) return;
  // Parameters of the user namespace are counted by it.
  if (name.startsWith('user.') && has('user')) return;
  throw new InvalidConfig(`sysctl ${JSON.stringify(given)} is not in a separate kernel namespace`);
}

/** `net/ipv4/conf/eth0.1/…` and `net.ipv4.conf.eth0/1.…` are the same: whichever comes first is the separator. @see sysctl.d(5) */
export function dotted(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  if (first !== '/') return name;
  return name.replaceAll(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}

function checkMount({ destination, options, uidMappings, gidMappings }: Mount): void {
  if (destination === '') throw new InvalidConfig('a mount has no destination');
  if ((uidMappings === undefined) !== (gidMappings === undefined))
    throw new InvalidConfig(`the mount on ${destination} has only one of uidMappings and gidMappings`);
  const isBind = options.includes('bind') || options.includes('rbind');
  if (uidMappings && !isBind) throw new InvalidConfig(`only bind mounts can have id mappings: ${destination}`);
}

function checkHook(name: string, { path, timeout }: Hook): void {
  if (!path.startsWith('/'))
    throw new InvalidConfig(`the path of a ${name} hook must be absolute: ${JSON.stringify(path)}`);
  if (timeout !== undefined && timeout <= 0)
    throw new InvalidConfig(`the timeout of a ${name} hook must be greater than zero, got ${timeout}`);
}

/** @throws InvalidConfig */
export function checkProcess({ args, cwd, rlimits }: Process): void {
  if (args.length === 0) throw new InvalidConfig('process.args must not be empty');
  if (args[0] === '') throw new InvalidConfig('process.args[0] must not be empty');
  if (cwd === '') throw new InvalidConfig('process.cwd must not be empty');
  if (!cwd.startsWith('/')) throw new InvalidConfig(`process.cwd is not an absolute path: ${cwd}`);
  const types = rlimits.map(({ type }) => type);
  const repeated = types.find((type, index) => types.indexOf(type) !== index);
  if (repeated !== undefined) throw new InvalidConfig(`duplicated rlimit ${repeated}`);
}

/** The names of capabilities that nobody knows, which are passed over with a warning. @see runtime-spec config.md#linux-process */
export function unknownCapabilities({ capabilities }: Process): string[] {
  const all = Object.values({ ...capabilities }).flat();
  return [...new Set(all)].filter((name) => !(CAPABILITIES as readonly string[]).includes(name));
}
