import type { Resources } from '../bundle/runtime-spec.ts';
import type { Entry } from './limit-text.ts';

/** The limits of remote memory access, the same in v1 and v2. @see kernel admin-guide/cgroup-v1/rdma */
export function rdmaEntries(rdma: Resources['rdma'] = {}): Entry[] {
  return Object.entries(rdma).map(([device, { hcaHandles, hcaObjects }]): Entry => {
    const parts = [
      ...(hcaHandles === undefined ? [] : [`hca_handle=${hcaHandles}`]),
      ...(hcaObjects === undefined ? [] : [`hca_object=${hcaObjects}`]),
    ];
    return ['rdma.max', [device, ...parts].join(' ')];
  });
}
