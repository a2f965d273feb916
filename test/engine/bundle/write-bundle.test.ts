import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convertImage } from '../../../engine/bundle/convert.ts';
import { writeBundle } from '../../../engine/bundle/write-bundle.ts';
import { convertInput } from './input.ts';

const files = { hostname: 'box\n', hosts: '127.0.0.1\tlocalhost\n', 'resolv.conf': '' };
const { spec } = convertImage(convertInput());

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-bundle-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const modeOf = (name: string) => statSync(join(directory, name)).mode & 0o777;

describe('writeBundle', () => {
  it('writes config.json and every file that it mounts, and nothing else', () => {
    writeBundle(directory, spec, files);
    expect(readdirSync(directory).sort()).toEqual(['config.json', 'hostname', 'hosts', 'resolv.conf']);
    expect(JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8'))).toEqual(spec);
    const sources = spec.mounts.filter(({ type }) => type === 'bind').map(({ source }) => source);
    expect(sources.sort()).toEqual(Object.keys(files).sort());
  });

  it('keeps config.json to ourselves and lets every user of the container read the rest, whatever the umask', () => {
    const before = process.umask(0o077);
    try {
      writeBundle(directory, spec, files);
    } finally {
      process.umask(before);
    }
    expect(modeOf('config.json')).toBe(0o600);
    expect(['hostname', 'hosts', 'resolv.conf'].map(modeOf)).toEqual([0o644, 0o644, 0o644]);
  });

  it('replaces a link that lies in its way instead of following it', () => {
    const elsewhere = join(directory, 'elsewhere');
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, join(directory, 'hosts'));
    writeBundle(directory, spec, files);
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
    expect(readFileSync(join(directory, 'hosts'), 'utf8')).toBe(files.hosts);
  });

  it('leaves nothing behind where it fails, config.json least of all', () => {
    const before = readdirSync(directory);
    expect(() => writeBundle(join(directory, 'missing'), spec, files)).toThrow('ENOENT');
    expect(readdirSync(directory)).toEqual(before);
  });
});
