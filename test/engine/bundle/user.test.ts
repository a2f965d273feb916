import { describe, expect, it } from 'vitest';
import { GroupNotFound, IdOutOfRange, UserNotFound } from '../../../engine/bundle/errors.ts';
import { resolveUser } from '../../../engine/bundle/user.ts';

const passwd = Buffer.from(`root:x:0:0:root:/root:/bin/sh
node:x:1000:1000::/home/node:/bin/sh
again:x:1000:7::/second:/bin/sh
1001:x:0:0::/root:/bin/sh
99999999999:x:0:0::/root:/bin/sh
homeless:x:30:30::
wrapped:x:4294967296:0::/root:/bin/sh
`);
const group = Buffer.from(`root:x:0:root
node:x:1000:
extra:x:2000:node,root
2001:x:0:
`);
const files = { passwd, group };

describe('resolveUser', () => {
  it.each([
    ['', 0, 0, [0, 2000], '/root', 'root'],
    ['root', 0, 0, [0, 2000], '/root', 'root'],
    ['node', 1000, 1000, [2000], '/home/node', 'node'],
    ['1000', 1000, 1000, [2000], '/home/node', 'node'],
    ['node:', 1000, 1000, [2000], '/home/node', 'node'],
    ['node:extra', 1000, 2000, [], '/home/node', 'node'],
    ['node:5', 1000, 5, [], '/home/node', 'node'],
    [':extra', 0, 2000, [], '/root', 'root'],
    [':2000', 0, 2000, [], '/root', 'root'],
    ['5', 5, 0, [], '/', undefined],
    ['5:6', 5, 6, [], '/', undefined],
    ['1:2:3', 1, 2, [], '/', undefined],
    ['+5', 5, 0, [], '/', undefined],
    ['homeless', 30, 30, [], '/', 'homeless'],
    ['2147483647', 2147483647, 0, [], '/', undefined],
  ])('resolves %j', (text, uid, gid, additionalGids, home, username) => {
    expect(resolveUser(text, files)).toEqual({ uid, gid, additionalGids, home, username });
  });

  it('takes digits for a uid even where passwd has a user of that name (CVE-2016-3697)', () => {
    expect(resolveUser('1001', files)).toMatchObject({ uid: 1001, username: undefined });
  });

  it('takes digits for a gid even where group has a group of that name', () => {
    expect(resolveUser('node:2001', files)).toMatchObject({ gid: 2001 });
  });

  it.each(['99999999999', '2147483648', '4294967296', '-1', '0:2147483648', '0:4294967295', '0:-1'])(
    'refuses %j, and never tries it as a name (CVE-2024-40635, CVE-2026-46680)',
    (text) => {
      expect(() => resolveUser(text, files)).toThrow(IdOutOfRange);
    },
  );

  it.each(['nouser', '1000 ', ' ', '0x1', '1e3', '1.0', 'Root', 'wrapped', '__proto__'])(
    'refuses the user %j',
    (text) => {
      expect(() => resolveUser(text, files)).toThrow(UserNotFound);
      expect(() => resolveUser(text, files)).toThrow(`unable to find user ${text}: no matching entries in passwd file`);
    },
  );

  it('refuses a group that is not there', () => {
    expect(() => resolveUser('root:nogroup', files)).toThrow(GroupNotFound);
    expect(() => resolveUser('root:nogroup', files)).toThrow(
      'unable to find group nogroup: no matching entries in group file',
    );
  });

  it('takes numbers, and nobody as root, where the image has no passwd and group', () => {
    const none = { passwd: undefined, group: undefined };
    expect(resolveUser('', none)).toMatchObject({ uid: 0, gid: 0, home: '/', username: undefined });
    expect(resolveUser('5:6', none)).toMatchObject({ uid: 5, gid: 6 });
    expect(() => resolveUser('root', none)).toThrow(UserNotFound);
    expect(() => resolveUser('0:root', none)).toThrow(GroupNotFound);
  });
});
