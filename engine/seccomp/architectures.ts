import { InvalidSeccompProfile, SeccompArchitectureUnknown } from './errors.ts';

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

/** The others of the specification: a policy that lists them is for other machines too, and they are passed over. */
const FOREIGN = new Set(
  'MIPS MIPS64 MIPS64N32 MIPSEL MIPSEL64 MIPSEL64N32 PPC PPC64 PPC64LE S390 S390X PARISC PARISC64 LOONGARCH64 M68K SH SHEB'
    .split(' ')
    .map((name) => `SCMP_ARCH_${name}`),
);

/**
 * The architectures of which a policy may say something, by its own list.
 *
 * @param names as the policy has them
 * @returns those that we know by number
 * @throws InvalidSeccompProfile where one is none
 * @see runtime-spec config-linux.md#seccomp
 */
export function knownArchitectures(names: readonly string[]): Architecture[] {
  const wrong = names.find((name) => !FOREIGN.has(name) && !ARCHITECTURES.some((known) => known.name === name));
  if (wrong !== undefined) {
    throw new InvalidSeccompProfile(
      `string ${wrong} is not a valid arch for seccomp: expected one of the specification, such as SCMP_ARCH_X86_64`,
    );
  }
  return ARCHITECTURES.filter(({ name }) => names.includes(name));
}

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
