import { parseConfig } from '../../../engine/bundle/parse-config.ts';
import type { ContainerRecord } from '../../../engine/lifecycle/record.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';

/** What is on record of a container that this process has just begun to make. */
export function containerRecord(id: string, created = new Date(0)): ContainerRecord {
  return {
    schemaVersion: 1,
    id,
    bundle: '/bundle',
    created: created.toISOString(),
    owner: 'root',
    config: parseConfig(JSON.stringify({ ociVersion: '1.2.0', root: { path: 'rootfs' }, linux: {} })),
    creator: identityOf(process.pid)!,
  };
}
