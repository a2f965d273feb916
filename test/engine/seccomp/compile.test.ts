import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPABILITIES, DEFAULT_CAPABILITIES } from '../../../engine/bundle/capabilities.ts';
import type { Seccomp } from '../../../engine/bundle/runtime-spec.ts';
import { ARCHITECTURES, nativeArchitecture } from '../../../engine/seccomp/architectures.ts';
import { decode, MAX_INSTRUCTIONS } from '../../../engine/seccomp/bpf.ts';
import { compileSeccomp } from '../../../engine/seccomp/compile.ts';
import { DEFAULT_PROFILE } from '../../../engine/seccomp/default-profile.ts';
import { InvalidSeccompProfile, SeccompArchitectureUnknown } from '../../../engine/seccomp/errors.ts';
import { resolveProfile } from '../../../engine/seccomp/resolve-profile.ts';
import { syscallNumbers, X32_SYSCALL_BIT } from '../../../engine/syscall/numbers.ts';
import fc from '../../fixtures/properties.ts';
import { type Call, runFilter } from './bpf-machine.ts';
import { evaluate } from './evaluate.ts';
import { Libseccomp, whyNoLibseccomp } from './libseccomp.ts';

const NATIVES = ['x64', 'arm64', 'riscv64'];
const defaultPolicy = (architecture: string, capabilities: readonly string[] = DEFAULT_CAPABILITIES) =>
  resolveProfile(DEFAULT_PROFILE, { architecture, kernelRelease: '6.1.0', capabilities });

/** Every number a table knows and its neighbours, in every architecture; and numbers that no table knows. */
const NUMBERS = [
  ...Array.from({ length: 600 }, (_, number) => number),
  ...Array.from({ length: 600 }, (_, number) => X32_SYSCALL_BIT + number),
  0xf0001,
  0xf0002,
  0xf0005,
  X32_SYSCALL_BIT - 1,
  0x7fffffff,
  0xffffffff,
];
const AUDITS = [...new Set(ARCHITECTURES.map(({ audit }) => audit)), 0xc00000b8, 0];
/** What the default policy's conditions are about, and values right beside. */
const VALUES = [
  0n,
  1n,
  8n,
  37n,
  38n,
  39n,
  40n,
  41n,
  0x20000n,
  0x20008n,
  0x7e020000n,
  0x10000n,
  0xffffffffn,
  2n ** 32n,
  2n ** 64n - 1n,
];

const CONDITIONAL = ARCHITECTURES.flatMap(({ name }) =>
  ['socket', 'personality', 'clone', 'clone3'].map((call) => syscallNumbers(name)!.get(call)),
);

/** Every number in every architecture, with arguments that matter where the default policy looks at them. */
function everyCall(): Call[] {
  return AUDITS.flatMap((audit) =>
    NUMBERS.flatMap((number) =>
      (CONDITIONAL.includes(number) ? VALUES : [0n])
        // Of the arguments of 32-bit programs and of x32, libseccomp only looks at the lower half.
        .filter((value) => (audit >= 0x80000000 && number < X32_SYSCALL_BIT) || value < 2n ** 32n)
        .map((value) => ({ audit, number, args: [value, value, 0n, 0n, 0n, 0n] })),
    ),
  );
}

/** The calls that are answered otherwise than the policy says: none, or the first few. */
function disagreements(policy: Seccomp, architecture: string, calls: readonly Call[]) {
  const program = compileSeccomp(policy, architecture);
  const native = nativeArchitecture(architecture).seccomp;
  return calls.filter((call) => runFilter(program, call) !== evaluate(policy, native, call)).slice(0, 3);
}

describe('compileSeccomp', () => {
  it.each(NATIVES)("answers as Docker's default policy says to every call on %s", (architecture) => {
    for (const capabilities of [DEFAULT_CAPABILITIES, CAPABILITIES, []])
      expect(disagreements(defaultPolicy(architecture, capabilities), architecture, everyCall())).toEqual([]);
  });

  it('answers as any policy says to any call', () => {
    fc.assert(
      fc.property(policies, fc.array(calls, { minLength: 20, maxLength: 40 }), (policy, some) => {
        expect(disagreements(policy, 'x64', some)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('finds the call number in a dozen comparisons, not in hundreds', () => {
    expect(decode(compileSeccomp(defaultPolicy('x64'), 'x64')).length).toBeLessThan(800);
  });

  it('kills a program that enters the kernel as another architecture, unless the policy lists it', () => {
    const policy: Seccomp = { defaultAction: 'SCMP_ACT_ALLOW' };
    const i386 = { audit: 0x40000003, number: 1, args: [0n, 0n, 0n, 0n, 0n, 0n] };
    const x32 = { ...i386, audit: 0xc000003e, number: X32_SYSCALL_BIT };
    for (const call of [i386, x32]) expect(runFilter(compileSeccomp(policy, 'x64'), call)).toBe(0x80000000);
    const listing = { ...policy, architectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] };
    for (const call of [i386, x32]) expect(runFilter(compileSeccomp(listing, 'x64'), call)).toBe(0x7fff0000);
  });

  it('passes over architectures of other machines that the policy lists', () => {
    const policy: Seccomp = { defaultAction: 'SCMP_ACT_ALLOW' };
    const listing = { ...policy, architectures: ['SCMP_ARCH_S390X', 'SCMP_ARCH_PPC64LE', 'SCMP_ARCH_LOONGARCH64'] };
    expect(compileSeccomp(listing, 'x64')).toEqual(compileSeccomp(policy, 'x64'));
  });

  it('refuses what no filter can do', () => {
    const rule = (args: object) => ({
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [
        { names: ['read'], action: 'SCMP_ACT_ERRNO', args: [{ index: 0, value: 0, op: 'SCMP_CMP_EQ', ...args }] },
      ],
    });
    for (const policy of [
      { defaultAction: 'ALLOW' },
      { defaultAction: 'constructor' },
      { defaultAction: 'SCMP_ACT_ALLOW', architectures: ['SCMP_ARCH_NOPE'] },
      { defaultAction: 'SCMP_ACT_ALLOW', architectures: ['x86_64'] },
      { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 4096 },
      { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: -1 },
      rule({ index: 6 }),
      rule({ index: -1 }),
      rule({ op: 'EQ' }),
      rule({ value: 2 ** 53 }),
      rule({ value: -1 }),
      rule({ valueTwo: 0.5 }),
    ]) {
      expect(() => compileSeccomp(policy, 'x64')).toThrow(InvalidSeccompProfile);
    }
    expect(() => compileSeccomp({ defaultAction: 'SCMP_ACT_ALLOW' }, 's390x')).toThrow(SeccompArchitectureUnknown);
  });

  it('refuses a policy whose filter the kernel would not take', () => {
    const names = [...syscallNumbers('SCMP_ARCH_X86_64')!.keys()];
    const args = [0, 1, 2, 3, 4, 5].map((index) => ({ index, value: index, op: 'SCMP_CMP_GE' }));
    const policy = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names, action: 'SCMP_ACT_ERRNO', args }] };
    expect(() => compileSeccomp(policy, 'x64')).toThrow(`the kernel takes ${MAX_INSTRUCTIONS}`);
  });
});

const ACTIONS = ['ALLOW', 'ERRNO', 'KILL', 'KILL_PROCESS', 'KILL_THREAD', 'TRAP', 'LOG', 'TRACE', 'NOTIFY'];
const action = fc.constantFrom(...ACTIONS.map((name) => `SCMP_ACT_${name}`));
const operator = fc.constantFrom(
  ...['NE', 'LT', 'LE', 'EQ', 'GE', 'GT', 'MASKED_EQ'].map((name) => `SCMP_CMP_${name}`),
);
const value = fc.oneof(fc.constantFrom(0, 1, 5, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 5, 2 ** 53 - 1), fc.nat(20));
const argument = fc.record(
  { index: fc.nat(5), op: operator, value, valueTwo: value },
  { requiredKeys: ['index', 'op', 'value'] },
);
const names = fc.uniqueArray(
  fc.constantFrom('read', 'write', 'open', 'close', 'mmap', 'clone3', 'recv', 'no_such_call'),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const rules = fc.record(
  { names, action, errnoRet: fc.nat(200), args: fc.array(argument, { maxLength: 6 }) },
  { requiredKeys: ['names', 'action'] },
);
const policies = fc.record(
  {
    defaultAction: action,
    defaultErrnoRet: fc.nat(200),
    architectures: fc.subarray(ARCHITECTURES.map(({ name }) => name)),
    syscalls: fc.array(rules, { maxLength: 8 }),
  },
  { requiredKeys: ['defaultAction'] },
) as fc.Arbitrary<Seccomp>;
const word = fc.oneof(value.map(BigInt), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
const calls: fc.Arbitrary<Call> = fc.record({
  audit: fc.constantFrom(...AUDITS),
  number: fc.oneof(fc.nat(12), fc.nat(500), fc.constantFrom(435, X32_SYSCALL_BIT, X32_SYSCALL_BIT + 1, 0xffffffff)),
  args: fc.array(word, { minLength: 6, maxLength: 6 }),
});

describe.skipIf(whyNoLibseccomp)(`beside libseccomp${whyNoLibseccomp ? ` (skipped: ${whyNoLibseccomp})` : ''}`, () => {
  let libseccomp: Libseccomp;
  beforeAll(() => {
    libseccomp = new Libseccomp();
  });
  afterAll(() => libseccomp.remove());

  it.each([
    ['x64', DEFAULT_CAPABILITIES],
    ['x64', CAPABILITIES],
    ['x64', []],
    ['arm64', DEFAULT_CAPABILITIES],
    ['riscv64', DEFAULT_CAPABILITIES],
  ] as const)("gives libseccomp's verdicts for Docker's default policy on %s with %j", (architecture, capabilities) => {
    expect(differences(defaultPolicy(architecture, capabilities), architecture)).toEqual([]);
  });

  // Of several rules for one call that compare the same argument, libseccomp 2.5 sometimes loses one: `< 0` or `<= 1` lets
  // a 1 pass. Such policies are held against a direct reading of the policy, above.
  it('gives its verdicts for any policy with one rule a call and one condition an argument', () => {
    const oneRule = fc.record({
      names: names.map((several) => several.slice(0, 1)),
      args: fc.uniqueArray(argument, { maxLength: 4, selector: ({ index }) => index }),
    });
    const agreeing = fc.record({
      defaultAction: fc.constant('SCMP_ACT_ALLOW'),
      architectures: fc.constant(['SCMP_ARCH_X86_64']),
      syscalls: fc.uniqueArray(oneRule, { maxLength: 4, selector: (rule) => rule.names[0] }),
    });
    fc.assert(
      fc.property(agreeing, fc.array(calls, { minLength: 30, maxLength: 30 }), ({ syscalls, ...policy }, some) => {
        const all = { ...policy, syscalls: syscalls.map((rule) => ({ ...rule, action: 'SCMP_ACT_ERRNO' })) };
        const [ours, { program: theirs }] = [compileSeccomp(all, 'x64'), libseccomp.compile(all)];
        for (const call of some.map((one) => ({ ...one, audit: 0xc000003e, number: one.number % X32_SYSCALL_BIT })))
          expect([call, runFilter(ours, call)]).toEqual([call, runFilter(theirs, call)]);
      }),
      { numRuns: 60 },
    );
  });

  /** Calls to which libseccomp answers otherwise, but for two things: strange architectures and calls newer than the policy. */
  function differences(policy: Seccomp, architecture: string) {
    const native = nativeArchitecture(architecture).seccomp;
    const all = { ...policy, architectures: policy.architectures ?? [native] };
    const { program: theirs, unknown } = libseccomp.compile(all);
    const known = (policy.syscalls ?? []).map((rule) => ({
      ...rule,
      names: rule.names.filter((name) => !unknown.includes(name)),
    }));
    const ours = compileSeccomp({ ...all, syscalls: known }, architecture);
    const listed = ARCHITECTURES.filter(({ name }) => all.architectures.includes(name)).map(({ audit }) => audit);
    return everyCall()
      .filter(({ audit }) => listed.includes(audit))
      .map((call) => ({ call, ours: runFilter(ours, call), theirs: runFilter(theirs, call) }))
      .filter((one) => one.ours !== one.theirs && one.ours !== 0x50026)
      .slice(0, 5);
  }
});
