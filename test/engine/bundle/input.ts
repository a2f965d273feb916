import type { ConvertInput } from '../../../engine/bundle/convert.ts';
import type { HostFacts } from '../../../engine/bundle/host-facts.ts';
import type { IdMappings } from '../../../engine/bundle/id-mappings.ts';
import type { ExecutionConfig, ImageConfig } from '../../../engine/image/image-config.ts';
import { noOptions } from '../../fixtures/no-options.ts';

export const host: HostFacts = {
  hostname: 'host.example',
  architecture: 'x64',
  kernelRelease: '6.1.0',
  processors: '0-3',
  memoryNodes: '0',
  nofileHardLimit: 1_048_576,
  availableCapabilities: 2n ** 41n - 1n,
  thermalThrottlePaths: [],
  hasAppArmor: false,
  canLoadProfiles: false,
  contexts: undefined,
};

/** A range of ids as newuidmap and newgidmap set it up, and the single id that everybody may map. */
export const mappings = (size: number): IdMappings => {
  const own = { containerID: 0, hostID: 1000, size: 1 };
  const range = size > 1 ? [{ containerID: 1, hostID: 100_000, size: size - 1 }] : [];
  return { uidMappings: [own, ...range], gidMappings: [own, ...range] };
};

export const imageWith = (config: ExecutionConfig): ImageConfig => ({
  architecture: 'amd64',
  os: 'linux',
  config,
  rootfs: { type: 'layers', diff_ids: [] },
});

export const containerId = '0123456789abcdef'.repeat(4);

export const convertInput = (input: Partial<ConvertInput> = {}): ConvertInput => ({
  image: imageWith({ Cmd: ['/hello'] }),
  options: noOptions,
  user: { uid: 0, gid: 0, additionalGids: [], home: '/root', username: 'root' },
  containerId,
  host,
  rootless: undefined,
  ...input,
});
