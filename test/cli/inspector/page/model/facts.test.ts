import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../../../../cli/inspector/page/model/capability-facts.ts';
import { fieldMeaning } from '../../../../../cli/inspector/page/model/field-meanings.ts';
import { hexLines } from '../../../../../cli/inspector/page/model/hex-lines.ts';
import { originText } from '../../../../../cli/inspector/page/model/origin-notes.ts';
import { mountsOf, namespacesOf, twoViews } from '../../../../../cli/inspector/page/model/process-facts.ts';
import { count, duration, size } from '../../../../../cli/inspector/page/model/quantity.ts';
import { graphPath } from '../../../../../cli/inspector/page/model/usage-graph.ts';
import { visible } from '../../../../../cli/inspector/page/model/visible.ts';
import { waitStatus } from '../../../../../cli/inspector/page/model/wait-status.ts';
import { workingTime } from '../../../../../cli/inspector/page/model/working-time.ts';
import type { ProcessView } from '../../../../../engine/runtime/process-view.ts';

const VIEW: ProcessView = {
  pid: 700,
  pids: [700, 1],
  commandLine: ['/hello'],
  state: 'S (sleeping)',
  uids: [100000, 100000, 100000, 100000],
  gids: [100000, 100000, 100000, 100000],
  uidMap: ['0 1000 1', '1 100000 65535'],
  capabilities: { bounding: ['CAP_KILL', 'CAP_NEW'], effective: ['CAP_KILL'] },
  noNewPrivileges: false,
  namespaces: {
    pid: { inode: '1', isHosts: false },
    user: { inode: '2', isHosts: false },
    time: { inode: '3', isHosts: true },
  },
  cgroups: ['1:name=x:/a', '0::/a'],
  openFiles: {},
  mounts: ['/ overlay rw overlay', '/proc/acpi tmpfs ro tmpfs', '/x ext4 rw /dev/sda1'],
};

const UNSEEN = { inside: undefined, host: undefined };

describe('a process, seen twice', () => {
  const views = new Map(twoViews(VIEW, { hostname: 'box', ...UNSEEN }).map((view) => [view.what, view]));

  it('has two numbers, and two users by the map of its namespace', () => {
    expect(views.get('process id')).toMatchObject({ host: '700', inside: '1' });
    expect(views.get('user id')).toMatchObject({ host: '100000', inside: '1' });
  });

  it('is believed where it was asked itself', () => {
    const inside = { pid: 1, uid: 5, gid: 6, processes: [1, 7], root: ['bin', 'etc'] };
    const host = { namespaces: {}, capabilities: 41, processes: 99 };
    const seen = new Map(twoViews(VIEW, { hostname: undefined, inside, host }).map((view) => [view.what, view]));
    expect(seen.get('user id')).toMatchObject({ host: '100000', inside: '5' });
    expect(seen.get('group id')).toMatchObject({ host: '100000', inside: '6' });
    expect(seen.get('processes')).toMatchObject({ host: 'all 99', inside: '1 7' });
    expect(seen.get('ls /')).toMatchObject({ inside: 'bin etc' });
  });

  it('says once where all its cgroups are the same', () => {
    expect(views.get('cgroup')).toMatchObject({ host: '/a', inside: 'the same' });
  });

  it('has namespaces of its own, and shares others', () => {
    const host = { namespaces: { pid: '40', user: '50' }, capabilities: 41, processes: 1 };
    expect(namespacesOf(VIEW, host).map(({ type, isOwn, hosts }) => [type, isOwn, hosts])).toEqual([
      ['pid', true, '40'],
      ['user', true, '50'],
      ['time', false, '3'],
    ]);
    expect(namespacesOf(VIEW, undefined)[0]).toMatchObject({ inode: '1', hosts: undefined });
  });

  it('has mounts that are there for something', () => {
    expect(mountsOf(VIEW).map(({ purpose }) => purpose)).toEqual([
      'the root: layers below, one writable directory on top',
      expect.stringContaining('hidden'),
      '',
    ]);
  });

  it('has its mounts from the root down, and those at one place in their order', () => {
    const mounts = ['/proc/keys tmpfs ro a', '/ overlay rw b', '/proc proc rw c', '/proc/keys tmpfs ro d'];
    expect(mountsOf({ ...VIEW, mounts }).map(({ target, source }) => `${target} ${source}`)).toEqual([
      '/ b',
      '/proc c',
      '/proc/keys a',
      '/proc/keys d',
    ]);
  });

  it('has capabilities: its own first, then all that it lacks, also those that nobody knows here', () => {
    const [first, second, ...others] = capabilitiesOf(VIEW.capabilities);
    expect([first, second]).toMatchObject([
      { name: 'CAP_KILL', sets: ['bounding', 'effective'], isDefault: true },
      { name: 'CAP_NEW', sets: ['bounding'], isDefault: false },
    ]);
    expect(others.every(({ sets }) => sets.length === 0)).toBe(true);
  });
});

describe('a wait status', () => {
  it.each([
    ['0x0000', 0, 0, 0],
    ['0x2a00', 42, 0, 42],
    ['0x0009', 0, 9, 137],
    ['0x008b', 0, 11, 139],
  ])('%s is read bit by bit', (hex, exitCode, signal, shell) => {
    const status = waitStatus(hex);
    expect(status).toMatchObject({ exitCode, signal, shell, hasCore: hex === '0x008b' });
    const value = status.bits.reduce((sum, { isSet }) => sum * 2 + Number(isSet), 0);
    expect(value).toBe(Number(hex));
    expect(status.bits.map(({ part }) => part[0]).join('')).toBe('eeeeeeeecsssssss');
  });
});

describe('the meaning of a field', () => {
  it.each([
    ['manifest', '/layers/3/digest', 'SHA-256'],
    ['index', '/manifests/0/platform/architecture', 'processor'],
    ['image config', '/config/Cmd', 'The program'],
    ['config.json', '/mounts/12/destination', 'inside'],
  ])('%s %s', (document, pointer, words) => {
    expect(fieldMeaning(document, pointer)).toContain(words);
  });

  it('is that of the value, where a value has one', () => {
    expect(fieldMeaning('config.json', '/process/capabilities/bounding/0', 'CAP_KILL')).toMatch(/signals/);
    expect(fieldMeaning('config.json', '/linux/namespaces/0/type', 'pid')).toMatch(/processes/);
  });

  it('is none for what nobody knows, whatever it is called', () => {
    for (const name of ['/nothing', 'constructor', '__proto__', '/layers/0/x'])
      expect(fieldMeaning('manifest', name)).toBeUndefined();
    expect(fieldMeaning('toString', '/x')).toBeUndefined();
  });

  it('of config.json comes with who decided it', () => {
    expect(originText({ '/root': { from: 'option', detail: '--read-only' } }, '/root')).toBe(
      'by an option: --read-only',
    );
    expect(originText({}, 'constructor')).toBeUndefined();
  });
});

describe('figures', () => {
  it('are written as people read them', () => {
    expect([size(0), size(999), size(1403), size(95_000_000)]).toEqual(['0 B', '999 B', '1.4 kB', '95.0 MB']);
    expect([duration(0.31), duration(12.4), duration(3400), duration(125_000)]).toEqual([
      '0.3 ms',
      '12 ms',
      '3.4 s',
      '2 min 5 s',
    ]);
    expect([count(1, 'entry', 'entries'), count(2, 'entry', 'entries')]).toEqual(['1 entry', '2 entries']);
  });

  it('become a line', () => {
    expect(graphPath([0, 5, 10], [0, 10, 20], 100, 10)).toBe('M0 10L50 5L100 0');
    expect([graphPath([1], [0], 100, 10), graphPath([null, 1], [0, 1], 9, 9)]).toEqual(['', '']);
  });
});

describe('the time that was worked', () => {
  it('stands still while nobody is at work', () => {
    const clock = workingTime([
      { from: 100, to: 150 },
      { from: 120, to: 200 },
      { from: 5000, to: 5100 },
    ]);
    expect([0, 100, 150, 200, 3000, 5000, 5050, 9000].map(clock)).toEqual([0, 0, 50, 100, 100, 100, 150, 200]);
  });
});

describe('what cannot be seen', () => {
  it('is made visible, and what is too long is cut', () => {
    expect(visible('a\u202eb\u0000c\nd\te')).toBe('a\\u{202e}b\\u{0}c\nd\te');
    expect(visible('x'.repeat(60_000))).toHaveLength(50_000 + '… (60000 characters)'.length);
  });

  it('of a file is shown in hexadecimal', () => {
    expect(hexLines(Buffer.from('\x7fELF and more than 16 bytes').toString('base64'))).toBe(
      '00000000  7f 45 4c 46 20 61 6e 64 20 6d 6f 72 65 20 74 68  .ELF and more th\n00000010  61 6e 20 31 36 20 62 79 74 65 73                 an 16 bytes',
    );
  });
});
