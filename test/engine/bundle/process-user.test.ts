import { describe, expect, it } from 'vitest';
import { UnmappedId } from '../../../engine/bundle/errors.ts';
import { processUser } from '../../../engine/bundle/process-user.ts';
import { mappings } from './input.ts';

const asked = { from: 'option', detail: '--user' } as const;
const node = { uid: 1000, gid: 1001, additionalGids: [2000], home: '/', username: 'node' };

describe('processUser', () => {
  it('puts the primary group among the supplementary ones (CVE-2022-36109)', () => {
    expect(processUser(node, asked, undefined).value).toEqual({
      uid: 1000,
      gid: 1001,
      umask: 0o022,
      additionalGids: [1001, 2000],
    });
  });

  it('leaves out the groups that a rootless container does not have', () => {
    expect(processUser(node, asked, mappings(1500)).value.additionalGids).toEqual([1001]);
  });

  it('asks for no groups where setgroups is not allowed', () => {
    const root = { ...node, uid: 0, gid: 0 };
    expect(processUser(root, asked, mappings(1)).value.additionalGids).toEqual([]);
  });

  it('refuses a user or a group that a rootless container does not have, and says what to do', () => {
    expect(() => processUser(node, asked, mappings(1))).toThrow(UnmappedId);
    expect(() => processUser(node, asked, mappings(1001))).toThrow('group id 1001 has no counterpart on the host');
    expect(() => processUser(node, asked, mappings(1))).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/\/etc\/subuid that holds more than \d+ ids/) }),
    );
  });
});
