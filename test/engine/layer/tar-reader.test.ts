import { execFileSync } from 'node:child_process';
import { Header, Parser } from 'tar';
import { describe, expect, it } from 'vitest';
import type { TarEntry } from '../../../engine/layer/tar-entry.ts';
import { TarReader } from '../../../engine/layer/tar-reader.ts';
import fc from '../../fixtures/properties.ts';
import { archive, directory, END, entry, file, gnuLong, hardLink, pax, symlink } from '../../fixtures/tar-blocks.ts';

interface Read extends TarEntry {
  readonly content: string;
}

function read(bytes: Buffer, cuts: readonly number[] = []): Read[] {
  const entries: Read[] = [];
  let current: TarEntry;
  let content: Buffer[] = [];
  const reader = new TarReader(
    {
      entry: (one) => {
        current = one;
        content = [];
      },
      data: (chunk) => void content.push(Buffer.from(chunk)),
      hole: (bytes) => void content.push(Buffer.alloc(bytes)),
      entryEnd: () => void entries.push({ ...current, content: Buffer.concat(content).toString('latin1') }),
    },
    'test',
  );
  const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  for (const [index, edge] of edges.slice(0, -1).entries()) reader.push(bytes.subarray(edge, edges[index + 1]));
  reader.end();
  return entries;
}

const names = (entries: readonly Read[]) => entries.map(({ name }) => name.toString());
const LONG = `${'long/'.repeat(60)}name`;

describe('TarReader', () => {
  it('reads all that a header says', () => {
    const bytes = archive(file('a', 'content', { mode: 0o4755, uid: 1, gid: 2, mtime: 3 }), hardLink('b', 'a'));
    expect(read(bytes)).toMatchObject([
      { index: 0, type: 'file', mode: 0o4755, uid: 1, gid: 2, mtime: 3_000_000_000n, content: 'content' },
      { index: 1, type: 'link', linkName: Buffer.from('a') },
    ]);
  });

  it('reads the same however the bytes are cut', () => {
    const bytes = archive(
      pax({ path: LONG }),
      file('x', 'y'.repeat(1500)),
      gnuLong('L', LONG),
      directory('d'),
      file('e'),
    );
    const whole = read(bytes);
    const cuts = fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (edges) => {
        expect(read(bytes, edges)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['a PAX header', pax({ path: LONG, linkpath: LONG })],
    ['GNU headers', Buffer.concat([gnuLong('L', LONG), gnuLong('K', LONG)])],
  ])('takes long names from %s', (_, extension) => {
    expect(read(archive(extension, symlink('x', 'y')))).toMatchObject([
      { name: Buffer.from(LONG), linkName: Buffer.from(LONG) },
    ]);
  });

  it('keeps bytes that are not UTF-8, in headers and in PAX records', () => {
    const name = Buffer.from([0xff, 0xfe, 0x61]);
    expect(read(archive(file(name), pax({ path: name }), file('x'))).map((one) => one.name)).toEqual([name, name]);
  });

  it('reads numbers in base 256, negative times among them', () => {
    const size = Buffer.from('800000000000000000000003', 'hex');
    const negative = (header: Buffer) => Buffer.from('ffffffffffffffffffffffff', 'hex').copy(header, 136);
    expect(read(archive(file('x', 'abc', { size, patch: negative })))).toMatchObject([
      { size: 3, content: 'abc', mtime: -1_000_000_000n },
    ]);
  });

  it('forgives padding that the last entry lacks, since all of its content is there, but not missing content', () => {
    const whole = archive(file('a', 'content')).subarray(0, 2 * 512);
    const content = 512 + 'content'.length;
    expect(read(whole.subarray(0, content))).toMatchObject([{ content: 'content' }]);
    expect(read(whole.subarray(0, content + 10))).toMatchObject([{ content: 'content' }]);
    expect(() => read(whole.subarray(0, content - 1))).toThrow('middle of an entry');
  });

  it('passes over PAX headers without a record, for one entry or for all', () => {
    const empty = ['x', 'g'].map((type) => ({ name: 'pax', type }));
    expect(names(read(archive(...empty.map((header) => entry(header)).reverse(), file('x'))))).toEqual(['x']);
    expect(read(archive(entry({ name: 'a/b', type: 'g' })))).toEqual([]);
  });

  it("forgives missing end blocks, and ignores an extension's unknown records", () => {
    expect(names(read(Buffer.concat([pax({ comment: 'x', 'VENDOR.x': 'y' }), entry(file('x', 'y'))])))).toEqual(['x']);
    expect(names(read(Buffer.concat([pax({ comment: 'commit' }, 'g'), entry(file('x')), END.subarray(512)])))).toEqual([
      'x',
    ]);
  });

  const patched = (offset: number, text: string) =>
    file('x', '', { patch: (header) => void header.write(text, offset, 'latin1') });

  it.each([
    ['a wrong checksum', archive(file('x', '', { checksum: '000001\0 ' }))],
    ['something that is no archive', Buffer.from('this is no archive'.repeat(100))],
    ['an empty stream', Buffer.alloc(0)],
    ['an archive that ends in a header', archive(file('x')).subarray(0, 300)],
    ['an archive that ends in content', archive(file('x', 'y'.repeat(600))).subarray(0, 700)],
    [
      'a single zero block between entries',
      Buffer.concat([entry(file('x')), END.subarray(512), entry(file('y')), END]),
    ],
    ['a size that is not octal', archive(patched(124, '0000000089x\0'))],
    ['a negative size in base 256', archive(file('x', '', { size: Buffer.alloc(12, 0xff) }))],
    ['a size beyond counting', archive(file('x', '', { size: Buffer.from('80ffffffffffffffffffffff', 'hex') }))],
    ['a directory with content', archive(directory('d', { content: 'x' }))],
    ['a hard link with content', archive({ ...hardLink('a', 'b'), content: 'x' })],
    ['a file whose name ends with a slash', archive(file('x/'))],
    ['an unknown type', archive({ name: 'x', type: 'V' })],
    ['a PAX size that is negative', archive(pax({ size: '-1' }), file('x'))],
    ['a PAX size that is no number', archive(pax({ size: 'many' }), file('x'))],
    ['a PAX path with a NUL byte', archive(pax({ path: 'a\0b' }), file('x'))],
    ['a PAX time that is none', archive(pax({ mtime: 'now' }), file('x'))],
    ['a malformed PAX record', archive({ name: 'pax', type: 'x', content: '99 path=x\n' }, file('x'))],
    ['two PAX headers for one entry', archive(pax({ path: 'a' }), pax({ path: 'b' }), file('x'))],
    ['two long names for one entry', archive(gnuLong('L', 'a'), gnuLong('L', 'b'), file('x'))],
    ['a PAX and a GNU name for one entry', archive(gnuLong('L', 'a'), pax({ path: 'b' }), file('x'))],
    ['a long name of no bytes', archive({ name: 'long', type: 'L' }, file('x'))],
    ['two PAX headers, the first without a record', archive({ name: 'pax', type: 'x' }, pax({ path: 'y' }), file('x'))],
    ['an extension without an entry', archive(pax({ path: 'x' }))],
    ['a global header that sets the size', archive(pax({ size: '1' }, 'g'), file('x'))],
    ['a global header that sets the path', archive(pax({ path: 'x' }, 'g'), file('x'))],
    [
      'a global header between an extension and its entry',
      archive(gnuLong('L', 'a'), pax({ comment: 'x' }, 'g'), file('x')),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'LAYER_CORRUPT' }));
  });

  it.each([
    ['an extension of two gigabytes', archive(file('x', '', { type: 'L', size: 2 ** 31 }))],
    ['an attribute of more than 64 KiB', archive(pax({ 'SCHILY.xattr.user.x': 'x'.repeat(65537) }), file('x'))],
  ])('refuses %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  });

  it('neither hangs nor throws anything but its own errors on damaged archives', () => {
    const bytes = archive(pax({ path: 'a' }), file('x', 'content'), gnuLong('L', LONG), file('y'));
    fc.assert(
      fc.property(
        fc.nat({ max: bytes.length - 1 }),
        fc.nat({ max: 255 }),
        fc.nat({ max: bytes.length }),
        (at, value, length) => {
          const damaged = Buffer.from(bytes.subarray(0, length));
          if (at < damaged.length) damaged[at] = value;
          try {
            read(damaged);
          } catch (error) {
            expect((error as { code?: string }).code).toMatch(/^(LAYER_CORRUPT|LAYER_UNSAFE|LIMIT_EXCEEDED)$/);
          }
        },
      ),
    );
  });
});

describe('TarReader reads what others read', () => {
  it('agrees with the tar package wherever that keeps what an archive says', async () => {
    const header = fc.record({
      path: fc.stringMatching(/^[a-z]{1,90}$/),
      mode: fc.nat({ max: 0o7777 }),
      uid: fc.nat({ max: 0o7777777 }),
      gid: fc.nat({ max: 0xffffffff - 1 }),
      mtime: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => {
        date.setMilliseconds(0);
        return date;
      }),
    });
    await fc.assert(
      fc.asyncProperty(header, async (fields) => {
        const block = Buffer.alloc(512);
        new Header({ ...fields, type: 'File', size: 0 }).encode(block);
        const ours = read(Buffer.concat([block, END]))[0]!;
        const theirs = await parsedByTar(Buffer.concat([block, END]));
        expect({
          path: ours.name.toString(),
          mode: ours.mode,
          uid: ours.uid,
          gid: ours.gid,
          mtime: new Date(Number(ours.mtime / 1_000_000n)),
        }).toEqual(theirs);
      }),
    );
  });

  it.each(['v7', 'ustar', 'gnu', 'posix'])('reads what GNU tar writes in the format %s', (format) => {
    const bytes = execFileSync(
      'tar',
      [`--format=${format}`, '-C', import.meta.dirname, '-cf', '-', 'pax.test.ts', '.'],
      {
        maxBuffer: 2 ** 26,
      },
    );
    const listed = execFileSync('tar', ['-t'], { input: bytes, encoding: 'utf8' }).trim().split('\n');
    expect(names(read(bytes))).toEqual(listed);
  });
});

async function parsedByTar(bytes: Buffer): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      onReadEntry: ({ path, mode, uid, gid, mtime }) => resolve({ path, mode, uid, gid, mtime }),
    });
    parser.on('error', reject);
    parser.end(bytes);
  });
}
