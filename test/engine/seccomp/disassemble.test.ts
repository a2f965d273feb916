import { expect, it } from 'vitest';
import { compileSeccomp } from '../../../engine/seccomp/compile.ts';
import { disassemble } from '../../../engine/seccomp/disassemble.ts';

it('says a filter in words, one instruction a line', () => {
  const args = [{ index: 1, value: 0x7e020000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }];
  const syscalls = [
    { names: ['read'], action: 'SCMP_ACT_ALLOW' },
    { names: ['write'], action: 'SCMP_ACT_LOG', args },
  ];
  const program = compileSeccomp({ defaultAction: 'SCMP_ACT_ERRNO', syscalls }, 'arm64');
  expect(disassemble(program)).toEqual([
    '   0: load architecture',
    '   1: if = 0xc00000b7 (AARCH64) go to 3',
    '   2: answer KILL_PROCESS',
    '   3: load number',
    '   4: if >= 64 go to 8',
    '   5: if >= 63 go to 7',
    '   6: answer ERRNO(1)',
    '   7: answer ALLOW',
    '   8: if >= 65 go to 17',
    '   9: load argument 1, upper half',
    '  10: keep the bits 0x0',
    '  11: unless = 0x0 go to 16',
    '  12: load argument 1, lower half',
    '  13: keep the bits 0x7e020000',
    '  14: unless = 0x0 go to 16',
    '  15: answer LOG',
    '  16: answer ERRNO(1)',
    '  17: answer ERRNO(38)',
  ]);
});
