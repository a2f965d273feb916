import { CAPABILITIES } from '../bundle/capabilities.ts';
import { MOUNT_OPTIONS } from '../runtime/init/mount-options.ts';
import { NAMESPACE_FLAGS } from '../runtime/init/namespaces.ts';
import { MEMORY_POLICY_FLAGS, MEMORY_POLICY_MODES } from '../runtime/init/scheduling.ts';
import { ACTION_NAMES } from '../seccomp/actions.ts';
import { ARCHITECTURES } from '../seccomp/architectures.ts';
import { FILTER_FLAG_NAMES } from '../seccomp/flags.ts';
import { OPERATORS } from '../seccomp/policy.ts';
import { KEEP_GROUPS } from './keeps-groups.ts';
import { FAIL_UNKNOWN_SYSCALL } from './seccomp.ts';
import { OCI_VERSION } from './status.ts';

/** What this runtime can do, whatever the host can. @see runtime-spec features.md */
export function features(version: string): object {
  return {
    ociVersionMin: '1.0.0',
    ociVersionMax: OCI_VERSION,
    hooks: ['prestart', 'createRuntime', 'createContainer', 'startContainer', 'poststart', 'poststop'],
    mountOptions: MOUNT_OPTIONS,
    linux: {
      namespaces: Object.keys(NAMESPACE_FLAGS).sort(),
      capabilities: CAPABILITIES,
      cgroup: { v1: true, v2: true, systemd: true, systemdUser: true, rdma: true },
      seccomp: {
        enabled: true,
        actions: ACTION_NAMES,
        operators: OPERATORS,
        archs: ARCHITECTURES.map(({ name }) => name).sort(),
        knownFlags: FILTER_FLAG_NAMES,
        supportedFlags: FILTER_FLAG_NAMES,
      },
      apparmor: { enabled: true },
      selinux: { enabled: true },
      memoryPolicy: { modes: MEMORY_POLICY_MODES, flags: MEMORY_POLICY_FLAGS },
      intelRdt: { enabled: false, schemata: false, monitoring: false },
      mountExtensions: { idmap: { enabled: true } },
      netDevices: { enabled: true },
    },
    annotations: {
      'org.opencontainers.runc.checkpoint.enabled': 'false',
      'io.learn-run.version': version,
    },
    potentiallyUnsafeConfigAnnotations: [KEEP_GROUPS, FAIL_UNKNOWN_SYSCALL],
  };
}
