import { describe, expect, it } from 'vitest';
import { containerContexts, parseContexts, sharedContext } from '../../../engine/selinux/contexts.ts';
import fc from '../../fixtures/properties.ts';

const HOST = { process: 'system_u:system_r:container_t:s0', file: 'system_u:object_r:container_file_t:s0' };
const ID = '0001fffe'.padEnd(64, '0');

describe('the contexts of a policy', () => {
  it('are those that lxc_contexts names for processes and files', () => {
    const text = [
      'process = "u:r:own_t:s0"',
      'content = "u:object_r:virt_t:s0"',
      'file = "u:object_r:own_file_t:s0"',
      'ro_file="u:object_r:ro_t:s0"',
    ].join('\n');
    expect(parseContexts(text)).toEqual({ process: 'u:r:own_t:s0', file: 'u:object_r:own_file_t:s0' });
  });

  it('are those of container-selinux where there is no such file', () => {
    expect(parseContexts('')).toEqual(HOST);
  });
});

describe("a container's contexts", () => {
  it('change as the options say: files have a type of their own, and no role', () => {
    const options = { user: 'u', role: 'r', type: 'a_t', level: 's0:c1,c2', filetype: 'b_t' };
    expect(containerContexts(HOST, options, ID)).toEqual({
      process: 'u:r:a_t:s0:c1,c2',
      file: 'u:object_r:b_t:s0:c1,c2',
    });
  });

  it('have two different categories of the 1024, the smaller first, the same ones for the same id', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(hex, (id) => {
        const { process, file } = containerContexts(HOST, {}, id);
        const [, first, second] = /^system_u:system_r:container_t:s0:c(\d+),c(\d+)$/.exec(process)!.map(Number);
        expect(first).toBeLessThan(second!);
        expect(second).toBeLessThan(1024);
        expect(file).toBe(`${HOST.file}:c${first},c${second}`);
        expect(containerContexts(HOST, {}, id).process).toBe(process);
      }),
    );
  });

  it('are shared without the categories', () => {
    expect(sharedContext('system_u:object_r:container_file_t:s0:c1,c2')).toBe(HOST.file);
  });
});
