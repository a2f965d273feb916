import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledRun, bundledRuns } from '../../../cli/bundled-runs.ts';
import { unpackMembers } from '../../../engine/record/members.ts';
import { RunFiles } from './recording.ts';

type Schema = {
  readonly [key: string]: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
};

const document = JSON.parse(
  readFileSync(new URL('../../../docs/run-file.schema.json', import.meta.url), 'utf8'),
) as Schema & { readonly oneOf: readonly Schema[]; readonly $defs: Readonly<Record<string, Schema>> };
const text = readFileSync(new URL('../../../docs/run-file.md', import.meta.url), 'utf8');

const typeOf = (value: unknown) => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

/** As much of JSON Schema as the document uses: where the value differs from the schema, or undefined. */
function flaw(schema: Schema, value: unknown, path = ''): string | undefined {
  const { $ref, oneOf, type, pattern, minimum, required = [], properties = {}, items } = schema;
  if (typeof $ref === 'string') return flaw(document.$defs[$ref.replace('#/$defs/', '')]!, value, path);
  if ('const' in schema && schema.const !== value) return `${path}: not ${String(schema.const)}`;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return `${path}: not in the enumeration`;
  if (Array.isArray(oneOf)) {
    const flaws = (oneOf as Schema[]).map((choice) => flaw(choice, value, path));
    return flaws.filter((one) => one === undefined).length === 1 ? undefined : `${path}: ${flaws.join(' or ')}`;
  }
  const types = type === undefined ? undefined : [type].flat();
  if (types && !types.includes(typeOf(value)) && !(types.includes('number') && typeof value === 'number'))
    return `${path}: is ${typeOf(value)}`;
  if (typeof pattern === 'string' && !new RegExp(pattern).test(value as string)) return `${path}: does not match`;
  if (typeof minimum === 'number' && (value as number) < minimum) return `${path}: is too small`;
  if (Array.isArray(value)) return value.map((item) => flaw((items ?? {}) as Schema, item, `${path}[]`)).find(Boolean);
  const fields = (value ?? {}) as Record<string, unknown>;
  const missing = required.find((name) => !Object.hasOwn(fields, name));
  if (missing !== undefined) return `${path}/${missing}: is missing`;
  const known = Object.entries(properties).filter(([name]) => Object.hasOwn(fields, name));
  return known.map(([name, inner]) => flaw(inner, fields[name], `${path}/${name}`)).find(Boolean);
}

describe('the schema of run files', () => {
  it.each(bundledRuns())('describes every line of %s', (name) => {
    const unpacked = unpackMembers(readFileSync(bundledRun(name)!), 1 << 28);
    if (typeof unpacked !== 'object') throw new Error(`${name} cannot be unpacked`);
    for (const line of unpacked.content.toString().trimEnd().split('\n')) {
      const value = JSON.parse(line) as { kind: string };
      const schema = document.oneOf.find(({ properties }) => properties?.kind?.const === value.kind);
      expect(schema, value.kind).toBeDefined();
      expect(flaw(schema!, value), line.slice(0, 200)).toBeUndefined();
    }
  });

  it('knows the kinds of lines that the page tells of, and no others', () => {
    const kinds = document.oneOf.map(({ properties }) => properties!.kind!.const);
    const told = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
    expect(new Set(told)).toEqual(new Set(kinds));
  });

  it('refuses a line that is not as it should be', () => {
    const end = document.oneOf.find(({ properties }) => properties?.kind?.const === 'end')!;
    const chain = '0'.repeat(64);
    expect(flaw(end, { chain, kind: 'end', at: 1, exitCode: 0, error: null })).toBeUndefined();
    expect(flaw(end, { chain, kind: 'end', at: 1, exitCode: 'none', error: null })).toContain('/exitCode');
    expect(flaw(end, { chain: 'x', kind: 'end', at: 1, exitCode: 0, error: null })).toContain('/chain');
  });

  it('describes a prediction, whatever came of it', () => {
    const schema = document.oneOf.find(({ properties }) => properties?.kind?.const === 'prediction')!;
    using files = new RunFiles();
    const told = { name: 'blobs', question: 'How many?', because: 'It is so.', isRight: false } as const;
    const written = files.recorded((writer) => {
      writer.write({ kind: 'prediction', ...told, choices: null, given: '1', truth: '2' });
      writer.write({ kind: 'prediction', ...told, choices: ['yes', 'no'], given: null, truth: null });
    });
    const unpacked = unpackMembers(written, 1 << 28);
    if (typeof unpacked !== 'object') throw new Error('it cannot be unpacked');
    const lines = unpacked.content.toString().trimEnd().split('\n').slice(1);
    expect(lines.map((line) => flaw(schema, JSON.parse(line)))).toEqual([undefined, undefined]);
    const { isRight: _, ...withoutVerdict } = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(flaw(schema, withoutVerdict)).toContain('/isRight');
  });
});
