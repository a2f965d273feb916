import { describe, expect, it } from 'vitest';
import { runtimeFailure } from '../../../../engine/runtime/foreign/failure.ts';
import fc from '../../../fixtures/properties.ts';

const line = (level: string, msg: string) => JSON.stringify({ level, msg, time: '2026-01-01T00:00:00Z' });

describe('what another runtime has failed with', () => {
  it.each([
    ['runc', 'exec: "nope": executable file not found in $PATH', 'EXEC_NOT_FOUND'],
    ['runc', 'exec: "/nope": stat /nope: no such file or directory', 'EXEC_NOT_FOUND'],
    ['crun', 'executable file `nope` not found in $PATH: No such file or directory', 'EXEC_NOT_FOUND'],
    ['crun', 'executable file `/nope` not found: No such file or directory', 'EXEC_NOT_FOUND'],
    ['runc', 'exec: "/etc/passwd": permission denied', 'EXEC_NOT_EXECUTABLE'],
    ['runc', 'exec: "/etc": is a directory', 'EXEC_NOT_EXECUTABLE'],
    ['crun', 'open executable: Permission denied', 'EXEC_NOT_EXECUTABLE'],
    ['crun', 'open executable: Operation not permitted', 'EXEC_NOT_EXECUTABLE'],
    ['runc', 'error mounting "/a" to rootfs at "/b": no such file or directory', 'RUNTIME_FAILED'],
    ['crun', 'cgroups in hybrid mode not supported', 'RUNTIME_FAILED'],
  ])('%s: %s is %s', (runtime, said, code) => {
    const error = runtimeFailure(runtime, 'create', line('error', said), 'status 1');
    expect(error).toMatchObject({ code, message: `OCI runtime create failed: ${runtime}: ${said}` });
  });

  it('is not told twice whose it is', () => {
    const said = 'runc create failed: unable to start container process: exec: "/etc": permission denied';
    const error = runtimeFailure('runc', 'create', line('error', said), 'status 1');
    expect(error).toMatchObject({ code: 'EXEC_NOT_EXECUTABLE', message: `OCI runtime create failed: ${said}` });
  });

  it('is the last error of its log, whatever it has warned of', () => {
    const log = [line('error', 'first'), line('error', 'the reason'), line('warning', 'by the way'), ''].join('\n');
    expect(runtimeFailure('runc', 'start', log, 'status 1').message).toContain('runc: the reason');
  });

  it('is its last line, where that is no JSON', () => {
    expect(runtimeFailure('odd', 'create', 'one\ntwo\n', 'status 1').message).toContain('odd: two');
  });

  it('is how it has ended, where it has said nothing', () => {
    expect(runtimeFailure('mute', 'create', '', 'SIGSEGV').message).toBe(
      'OCI runtime create failed: mute: it ended with SIGSEGV, and has logged no error',
    );
  });

  it('is an error whatever it has written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (log) => {
        expect(runtimeFailure('any', 'create', log, 'status 1').message).toContain('OCI runtime create failed: any: ');
      }),
    );
  });
});
