import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentFingerprint, treeFingerprint } from '../../.dev/fingerprint.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'learn-run-fingerprint-'));
  mkdirSync(join(root, 'engine/image'), { recursive: true });
  writeFileSync(join(root, 'engine/image/digest.ts'), 'one');
  writeFileSync(join(root, 'package.json'), '{}');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('treeFingerprint, which decides whether to build', () => {
  const fingerprint = () => treeFingerprint(root, ['engine', 'lessons', 'package.json']);

  it('stays the same while no file changes', () => {
    expect(fingerprint()).toBe(fingerprint());
  });

  it('changes when a file far down grows', () => {
    const before = fingerprint();
    writeFileSync(join(root, 'engine/image/digest.ts'), 'one and more');
    expect(fingerprint()).not.toBe(before);
  });

  it('changes when a file is written again at the same size', () => {
    const before = fingerprint();
    utimesSync(join(root, 'engine/image/digest.ts'), 1, 1);
    expect(fingerprint()).not.toBe(before);
  });

  it('changes when a file appears in a folder that did not exist', () => {
    const before = fingerprint();
    mkdirSync(join(root, 'lessons'));
    writeFileSync(join(root, 'lessons/image-check.md'), '');
    expect(fingerprint()).not.toBe(before);
  });
});

describe('contentFingerprint, which decides whether to install', () => {
  const fingerprint = () => contentFingerprint(root, ['package.json', 'package-lock.json']);

  it('does not care when a file was written', () => {
    const before = fingerprint();
    utimesSync(join(root, 'package.json'), 1, 1);
    expect(fingerprint()).toBe(before);
  });

  it('changes with the bytes of a file', () => {
    const before = fingerprint();
    writeFileSync(join(root, 'package.json'), '[]');
    expect(fingerprint()).not.toBe(before);
  });

  it('tells a missing file from an empty one', () => {
    const before = fingerprint();
    writeFileSync(join(root, 'package-lock.json'), '');
    expect(fingerprint()).not.toBe(before);
  });
});
