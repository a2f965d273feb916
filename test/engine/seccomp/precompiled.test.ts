import { expect, it } from 'vitest';
import { DEFAULT_CAPABILITIES } from '../../../engine/bundle/capabilities.ts';
import { compileSeccomp } from '../../../engine/seccomp/compile.ts';
import { DEFAULT_PROFILE } from '../../../engine/seccomp/default-profile.ts';
import { policyDigest } from '../../../engine/seccomp/filter.ts';
import { resolveProfile } from '../../../engine/seccomp/resolve-profile.ts';

const HEADER = `/**
 * Docker's default policy for Docker's default capabilities, compiled: for each architecture the digest of the policy, and
 * the filter in base64.
 *
 * Generated, and kept fresh by a test: npx vitest run test/engine/seccomp/precompiled.test.ts -u
 */
export const PRECOMPILED: Readonly<Record<string, { readonly policy: string; readonly program: string }>> = {
`;

it("is what the compiler makes of Docker's default policy today", async () => {
  const entries = ['x64', 'arm64', 'riscv64'].map((architecture) => {
    const policy = resolveProfile(DEFAULT_PROFILE, {
      architecture,
      kernelRelease: '6.1.0',
      capabilities: DEFAULT_CAPABILITIES,
    });
    const program = compileSeccomp(policy, architecture).toString('base64');
    return `  ${architecture}: {\n    policy: '${policyDigest(policy)}',\n    program:\n      '${program}',\n  },\n`;
  });
  await expect(`${HEADER}${entries.join('')}};\n`).toMatchFileSnapshot('../../../engine/seccomp/precompiled.ts');
});
