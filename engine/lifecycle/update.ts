import type { Resources } from '../bundle/runtime-spec.ts';
import { openCgroup } from '../cgroup/by-path.ts';
import { DEFAULT_DEVICE_RULES } from '../cgroup/devices/default-rules.ts';
import { devicePolicy } from '../cgroup/devices/rules.ts';
import { filterDevices } from '../runtime/device-filter.ts';
import { HostUnsupported } from '../runtime/errors.ts';
import { stubFile } from '../stub/executable.ts';
import { Stub } from '../stub/stub.ts';
import { WrongStatus } from './errors.ts';
import type { Log } from './log.ts';
import type { ContainerRecord } from './record.ts';
import { statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';

export interface UpdateRequest {
  readonly store: ContainerStore;
  readonly id: string;
  readonly resources: Resources;
  /** Of Intel RDT. */
  readonly schemata: { readonly l3CacheSchema: string | undefined; readonly memBwSchema: string | undefined };
  readonly log: Log;
  /** Where the stub's executable is kept. */
  readonly cache: string;
  readonly isRootless: boolean;
}

/** Changes the limits of a container; those that are not named stay as they are. @throws ContainerNotFound, WrongStatus, LimitUnavailable */
export async function updateContainer(request: UpdateRequest): Promise<void> {
  const { store, id, resources, schemata } = request;
  if (schemata.l3CacheSchema !== undefined || schemata.memBwSchema !== undefined)
    throw new HostUnsupported('linux.intelRdt is not supported: there is nothing to update');
  const record = store.read(id);
  const status = statusOf(record);
  if (status === 'stopped') throw new WrongStatus(`cannot update container ${id}: container not running`);
  if (Object.keys(resources).length === 0) return;
  if (!record.cgroup) throw new WrongStatus(`cannot update container ${id}: it has no cgroup of its own`);
  const limits = withWhatIsKnown(resources, record);
  const { scope, version } = record.cgroup;
  if (scope) {
    const { updateScope } = await import('../cgroup/systemd/scope.ts');
    await updateScope(scope, { resources: limits, version });
  }
  const cgroup = openCgroup(record.cgroup);
  cgroup.setLimits(limits);
  if (resources.devices && !request.isRootless) {
    const policy = devicePolicy([...resources.devices, ...DEFAULT_DEVICE_RULES]);
    if (cgroup.setDevices(policy) === undefined) await filterWithStub(request.cache, cgroup.directories[0]!, policy);
  }
  store.write({ ...record, config: withResources(record, resources) });
}

/** A quota is nothing without its period, and a swap limit counts the memory too: what is not said is as it was. */
function withWhatIsKnown(resources: Resources, { config }: ContainerRecord): Resources {
  const { memory, cpu } = resources;
  const before = config.linux.resources ?? {};
  return {
    ...resources,
    ...(memory && { memory: { ...keptMemory(before.memory, memory), ...memory } }),
    ...(cpu && { cpu: { ...keptCpu(before.cpu, cpu), ...cpu } }),
  };
}

function keptMemory(before: Resources['memory'] = {}, now: Resources['memory'] & object): Resources['memory'] {
  return now.swap !== undefined && now.limit === undefined && before.limit !== undefined ? { limit: before.limit } : {};
}

function keptCpu(before: Resources['cpu'] = {}, now: Resources['cpu'] & object): Resources['cpu'] {
  if (now.quota === undefined && now.period === undefined) return {};
  return {
    ...(before.quota !== undefined && { quota: before.quota }),
    ...(before.period !== undefined && { period: before.period }),
  };
}

function withResources({ config }: ContainerRecord, changes: Resources): ContainerRecord['config'] {
  const before = config.linux.resources ?? {};
  const merged = {
    ...before,
    ...changes,
    ...(changes.memory && { memory: { ...before.memory, ...changes.memory } }),
    ...(changes.cpu && { cpu: { ...before.cpu, ...changes.cpu } }),
  };
  return { ...config, linux: { ...config.linux, resources: merged } };
}

async function filterWithStub(
  cache: string,
  directory: string,
  policy: ReturnType<typeof devicePolicy>,
): Promise<void> {
  const [stub] = await Stub.start({ file: stubFile(cache) });
  try {
    await filterDevices(stub, directory, policy);
  } finally {
    stub.close();
  }
}
