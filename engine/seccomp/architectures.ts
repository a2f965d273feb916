import { SeccompArchitectureUnknown } from './errors.ts';

/** A kind of machine code that a kernel may run, and how each part of the world calls it. */
export interface Architecture {
  /** In seccomp profiles. @see runtime-spec config-linux.md#seccomp */
  readonly name: string;
  /** AUDIT_ARCH_ of linux/audit.h: in `struct seccomp_data`. */
  readonly audit: number;
}

/** The architectures whose calls we know by number. x32 shares the number of x86-64: its calls have a bit instead. */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'SCMP_ARCH_X86_64', audit: 0xc000003e },
  { name: 'SCMP_ARCH_X32', audit: 0xc000003e },
  { name: 'SCMP_ARCH_X86', audit: 0x40000003 },
  { name: 'SCMP_ARCH_AARCH64', audit: 0xc00000b7 },
  { name: 'SCMP_ARCH_ARM', audit: 0x40000028 },
  { name: 'SCMP_ARCH_RISCV64', audit: 0xc00000f3 },
];

interface Native {
  /** In seccomp profiles. */
  readonly seccomp: string;
  /** In the `arches` of Docker's form of profiles, which are Go's names. */
  readonly go: string;
}

const NATIVE: Readonly<Record<string, Native>> = {
  x64: { seccomp: 'SCMP_ARCH_X86_64', go: 'amd64' },
  arm64: { seccomp: 'SCMP_ARCH_AARCH64', go: 'arm64' },
  riscv64: { seccomp: 'SCMP_ARCH_RISCV64', go: 'riscv64' },
};

/**
 * How profiles call an architecture.
 *
 * @param architecture as Node calls it: `process.arch`
 * @throws SeccompArchitectureUnknown
 */
export function nativeArchitecture(architecture: string): Native {
  const native = NATIVE[architecture];
  if (!native) throw new SeccompArchitectureUnknown(architecture);
  return native;
}
