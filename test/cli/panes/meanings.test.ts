import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_JSON } from '../../../cli/panes/meanings/config-json.ts';
import { IMAGE_CONFIG } from '../../../cli/panes/meanings/image-config.ts';
import { IMAGE_INDEX } from '../../../cli/panes/meanings/image-index.ts';
import { MANIFEST } from '../../../cli/panes/meanings/manifest.ts';
import { meaningsOf } from '../../../cli/panes/meanings/meaning.ts';
import { CALLS } from '../../../cli/panes/meanings/syscalls.ts';
import { CAPABILITIES, NAMESPACES } from '../../../cli/panes/meanings/values.ts';
import { paneFor } from '../../../cli/panes/panes.ts';
import { everyField } from '../../../cli/panes/pointer.ts';
import { CAPABILITIES as NAMES } from '../../../engine/bundle/capabilities.ts';
import { bundledStory } from '../../fixtures/recorded-story.ts';

const TABLES = { IMAGE_INDEX, MANIFEST, IMAGE_CONFIG, CONFIG_JSON, CAPABILITIES, NAMESPACES, CALLS };

describe.each(['hello-world', 'hello-world-rootless'])('in %s', (run) => {
  const story = bundledStory(run);

  it('every field of index, manifest and config is explained', () => {
    const { document, meanings } = paneFor('image', story);
    const fields = [...everyField(document!)].map(([pointer]) => pointer);
    const documents = ['/index', '/manifest', '/image config'];
    expect(fields.filter((pointer) => meanings[pointer] === undefined && !documents.includes(pointer))).toEqual([]);
  });

  it('every field of config.json is explained', () => {
    const { document, meanings } = paneFor('config', story);
    const fields = [...everyField(document!)].map(([pointer]) => pointer);
    expect(fields.filter((pointer) => meanings[pointer] === undefined)).toEqual([]);
  });

  it('every kernel call that init makes is explained', () => {
    const { document, meanings } = paneFor('syscalls', story);
    const lines = document as readonly string[];
    expect(lines.filter((_, at) => meanings[`/${at}`] === undefined)).toEqual([]);
  });

  it('every field of the other panes is explained, but for what is only listed there', () => {
    for (const [name, own] of [
      ['process', /^\/[^/]+$/],
      ['exit', /^\/[^/]+$/],
      ['cleanup', /^\/[^/]+$/],
      ['network', /^\/[^/]+(\/[^/]+)?$/],
    ] as const) {
      const { document, meanings } = paneFor(name, story);
      const fields = [...everyField(document!)].map(([pointer]) => pointer).filter((pointer) => own.test(pointer));
      expect(fields.filter((pointer) => meanings[pointer] === undefined)).toEqual([]);
    }
  });
});

describe('the explanations', () => {
  it.each(Object.entries(TABLES))('of %s are sentences', (_, table) => {
    for (const text of Object.values(table)) expect(text).toMatch(/^[A-Za-z0-9$].*[.)]$/);
  });

  it('name every call that a first process can be told to make', () => {
    const directory = join(import.meta.dirname, '../../../engine/stub/calls');
    const sources = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
    const calls = [...sources.join('').matchAll(/(?:[cC]all\(|name: )'(?<name>[a-z][a-z0-9_]*)[' ]/g)];
    const names = new Set(calls.map(({ groups }) => groups!.name!));
    expect(names.size).toBeGreaterThan(60);
    const explained = new Set(Object.keys(CALLS).map((name) => name.split(' ')[0]));
    expect([...names].filter((name) => !explained.has(name))).toEqual([]);
  });

  it('name every capability of the kernel', () => {
    expect(Object.keys(CAPABILITIES).toSorted()).toEqual(NAMES.toSorted());
  });

  it('stand at any name where there is a star, and nowhere deeper', () => {
    const table = { '/a/*': 'A field of a.' };
    expect(meaningsOf({ a: { 'x/y': { z: 1 } }, b: { c: 1 } }, table)).toEqual({ '/a/x~1y': 'A field of a.' });
  });

  it('take what a value means before what its field does', () => {
    expect(meaningsOf({ a: 'CAP_KILL', b: 'x' }, { '/*': 'A field.' }, { CAP_KILL: 'Kill.' })).toEqual({
      '/a': 'Kill.',
      '/b': 'A field.',
    });
  });
});
