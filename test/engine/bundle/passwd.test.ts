import { describe, expect, it } from 'vitest';
import { UserDatabaseTooLarge } from '../../../engine/bundle/errors.ts';
import { MAX_ID, parseGroup, parsePasswd, USER_DATABASE_LIMIT } from '../../../engine/bundle/passwd.ts';
import fc from '../../fixtures/properties.ts';

const field = fc.stringMatching(/^[a-z0-9_\-./$é]{1,20}$/);
const id = fc.integer({ min: 0, max: MAX_ID });

describe('parsePasswd', () => {
  it('reads back every entry that can be written', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name: field, uid: id, gid: id, home: field })), (users) => {
        const lines = users.map(({ name, uid, gid, home }) => `${name}:x:${uid}:${gid}:gecos:${home}:/bin/sh`);
        expect(parsePasswd(Buffer.from(lines.join('\n')))).toEqual(users);
      }),
    );
  });

  it('takes any bytes without failing and gives only ids in range', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const { uid, gid } of parsePasswd(Buffer.from(bytes))) {
          expect(uid >= 0 && uid <= MAX_ID && gid >= 0 && gid <= MAX_ID).toBe(true);
        }
      }),
    );
  });

  it('reads lines that end as on Windows, and skips empty ones', () => {
    const home = '/home/a';
    expect(parsePasswd(Buffer.from(`\r\n\na:x:1:2::${home}\r\n`))).toEqual([{ name: 'a', uid: 1, gid: 2, home }]);
  });

  it.each([
    'root:x:abc:0::/:/bin/sh',
    'root:x::0::/:/bin/sh',
    'root:x:-1:0::/:/bin/sh',
    'root:x:4294967296:0::/:/bin/sh',
    'root:x:0x0:0::/:/bin/sh',
    'root:x:0',
    '+::::::',
    'root:x:0:0::/\0etc:/bin/sh',
  ])('leaves out the damaged line %j rather than read a 0 in it', (line) => {
    expect(parsePasswd(Buffer.from(line))).toEqual([]);
  });

  it('refuses a file beyond the limit and reads one at the limit', () => {
    expect(() => parsePasswd(Buffer.alloc(USER_DATABASE_LIMIT + 1, 'a'))).toThrow(UserDatabaseTooLarge);
    expect(parsePasswd(Buffer.alloc(USER_DATABASE_LIMIT, ':'))).toEqual([]);
  });
});

describe('parseGroup', () => {
  it('reads back every entry that can be written', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name: field, gid: id, members: fc.array(field) })), (groups) => {
        const lines = groups.map(({ name, gid, members }) => `${name}:x:${gid}:${members.join(',')}`);
        expect(parseGroup(Buffer.from(lines.join('\n')))).toEqual(groups);
      }),
    );
  });

  it('refuses a file beyond the limit', () => {
    expect(() => parseGroup(Buffer.alloc(USER_DATABASE_LIMIT + 1, 'a'))).toThrow('/etc/group has 1048577 bytes');
  });
});
