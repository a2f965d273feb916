import {
  defaulting,
  flag,
  id,
  idCount,
  integer,
  listOf,
  longInteger,
  mapOf,
  optional,
  type Shape,
  shapeOf,
  text,
} from './json-shape.ts';
import type { Hooks, Linux, Process, Resources, Spec } from './runtime-spec.ts';

/*
 * The form of config.json, field by field, as the runtime-spec 1.3 has it. What may be missing and has an obvious
 * default gets it here, so that everybody else can rely on its being there.
 */

const texts = listOf(text);
const maybeText = optional(text);
/** A word of which the empty one is none, as programs in Go write it. */
const maybeWord: typeof maybeText = (value, at) => maybeText(value, at) || undefined;
const maybeInteger = optional(integer);
const maybeLong = optional(longInteger);

const mapping = shapeOf({ containerID: id, hostID: id, size: idCount });
const mappings = optional(listOf(mapping));
/** A mount whose list of ids is empty maps none, as one without a list. */
const mountMappings: typeof mappings = (value, at) => {
  const list = mappings(value, at);
  return list?.length === 0 ? undefined : list;
};

const capabilities = shapeOf({
  bounding: defaulting(texts, []),
  effective: optional(texts),
  permitted: optional(texts),
  inheritable: optional(texts),
  ambient: optional(texts),
});

export const processShape = shapeOf({
  terminal: defaulting(flag, false),
  consoleSize: optional(shapeOf({ height: integer, width: integer })),
  user: defaulting(
    shapeOf({
      uid: defaulting(id, 0),
      gid: defaulting(id, 0),
      umask: defaulting(integer, 0o022),
      additionalGids: defaulting(listOf(id), []),
    }),
    { uid: 0, gid: 0, umask: 0o022, additionalGids: [] },
  ),
  args: defaulting(texts, []),
  env: defaulting(texts, []),
  cwd: defaulting(text, ''),
  capabilities: defaulting(capabilities, { bounding: [] } as never),
  rlimits: defaulting(listOf(shapeOf({ type: text, hard: longInteger, soft: longInteger })), []),
  noNewPrivileges: defaulting(flag, false),
  oomScoreAdj: maybeInteger,
  apparmorProfile: maybeText,
  selinuxLabel: maybeText,
  scheduler: optional(
    shapeOf({
      policy: text,
      nice: maybeInteger,
      priority: maybeInteger,
      flags: optional(texts),
      runtime: maybeLong,
      deadline: maybeLong,
      period: maybeLong,
    }),
  ),
  ioPriority: optional(shapeOf({ class: text, priority: maybeInteger })),
  execCPUAffinity: optional(shapeOf({ initial: maybeText, final: maybeText })),
}) as Shape<Process>;

const mount = shapeOf({
  destination: text,
  type: defaulting(text, ''),
  source: defaulting(text, ''),
  options: defaulting(texts, []),
  uidMappings: mountMappings,
  gidMappings: mountMappings,
});

const hook = shapeOf({ path: text, args: optional(texts), env: optional(texts), timeout: maybeInteger });
const hooks = optional(listOf(hook));
const hooksShape = shapeOf({
  prestart: hooks,
  createRuntime: hooks,
  createContainer: hooks,
  startContainer: hooks,
  poststart: hooks,
  poststop: hooks,
}) as Shape<Hooks>;

const throttled = optional(listOf(shapeOf({ major: integer, minor: integer, rate: longInteger })));

export const resourcesShape = shapeOf({
  devices: optional(
    listOf(shapeOf({ allow: flag, type: maybeText, major: maybeInteger, minor: maybeInteger, access: maybeText })),
  ),
  pids: optional(shapeOf({ limit: maybeLong })),
  memory: optional(
    shapeOf({
      limit: maybeLong,
      reservation: maybeLong,
      swap: maybeLong,
      kernel: maybeLong,
      kernelTCP: maybeLong,
      swappiness: maybeInteger,
      disableOOMKiller: optional(flag),
      checkBeforeUpdate: optional(flag),
    }),
  ),
  cpu: optional(
    shapeOf({
      shares: maybeLong,
      quota: maybeLong,
      burst: maybeLong,
      period: maybeLong,
      realtimeRuntime: maybeLong,
      realtimePeriod: maybeLong,
      cpus: maybeText,
      mems: maybeText,
      idle: maybeInteger,
    }),
  ),
  blockIO: optional(
    shapeOf({
      weight: maybeInteger,
      leafWeight: maybeInteger,
      weightDevice: optional(
        listOf(shapeOf({ major: integer, minor: integer, weight: maybeInteger, leafWeight: maybeInteger })),
      ),
      throttleReadBpsDevice: throttled,
      throttleWriteBpsDevice: throttled,
      throttleReadIOPSDevice: throttled,
      throttleWriteIOPSDevice: throttled,
    }),
  ),
  hugepageLimits: optional(listOf(shapeOf({ pageSize: text, limit: longInteger }))),
  network: optional(
    shapeOf({
      classID: maybeInteger,
      priorities: optional(listOf(shapeOf({ name: text, priority: integer }))),
    }),
  ),
  rdma: optional(mapOf(shapeOf({ hcaHandles: maybeInteger, hcaObjects: maybeInteger }))),
  unified: optional(mapOf(text)),
}) as Shape<Resources>;

const argument = shapeOf({ index: integer, value: longInteger, valueTwo: maybeLong, op: text });
const seccomp = shapeOf({
  defaultAction: text,
  defaultErrnoRet: maybeInteger,
  architectures: optional(texts),
  flags: optional(texts),
  listenerPath: maybeText,
  listenerMetadata: maybeText,
  syscalls: optional(
    listOf(shapeOf({ names: texts, action: text, errnoRet: maybeInteger, args: optional(listOf(argument)) })),
  ),
});

const linuxShape = shapeOf({
  namespaces: defaulting(listOf(shapeOf({ type: text, path: maybeText })), []),
  uidMappings: mappings,
  gidMappings: mappings,
  sysctl: optional(mapOf(text)),
  cgroupsPath: maybeText,
  resources: optional(resourcesShape),
  devices: optional(
    listOf(
      shapeOf({
        type: text,
        path: text,
        major: maybeInteger,
        minor: maybeInteger,
        fileMode: maybeInteger,
        uid: optional(id),
        gid: optional(id),
      }),
    ),
  ),
  rootfsPropagation: maybeWord,
  seccomp: optional(seccomp),
  maskedPaths: defaulting(texts, []),
  readonlyPaths: defaulting(texts, []),
  mountLabel: maybeText,
  personality: optional(shapeOf({ domain: text, flags: optional(texts) })),
  timeOffsets: optional(mapOf(shapeOf({ secs: maybeLong, nanosecs: maybeInteger }))),
  netDevices: optional(mapOf(shapeOf({ name: maybeText }))),
  memoryPolicy: optional(shapeOf({ mode: maybeText, nodes: maybeText, flags: optional(texts) })),
  intelRdt: optional(
    shapeOf({
      closID: maybeText,
      l3CacheSchema: maybeText,
      memBwSchema: maybeText,
      schemata: optional(texts),
      enableMonitoring: optional(flag),
    }),
  ),
}) as unknown as Shape<Linux>;

/** A config.json, of which the process may be missing: a container that is never started needs none. */
export type Config = Omit<Spec, 'process'> & { readonly process?: Process };

export const configShape = shapeOf({
  ociVersion: text,
  process: optional(processShape),
  root: shapeOf({ path: text, readonly: defaulting(flag, false) }),
  hostname: maybeText,
  domainname: maybeText,
  mounts: defaulting(listOf(mount), []),
  hooks: optional(hooksShape),
  annotations: optional(mapOf(text)),
  linux: defaulting(linuxShape, { namespaces: [], maskedPaths: [], readonlyPaths: [] }),
}) as unknown as Shape<Config>;
