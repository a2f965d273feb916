import { resolve } from 'node:path';
import type { MountRequest, Propagation } from '../../engine/bundle/mount-request.ts';
import { mountTarget } from '../../engine/bundle/mount-target.ts';
import { tmpfsOptions } from '../../engine/bundle/tmpfs-options.ts';
import { invalidArgument, UsageError } from '../errors.ts';
import { splitCsv } from './csv.ts';
import { parseBytes } from './resources.ts';
import { unservedPropagation } from './volume-spec.ts';

/** The keys of `--mount`, each by its first spelling. */
const SPELLINGS: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
};
/** Keys that may stand alone. */
const SWITCHES = ['readonly', 'volume-nocopy', 'bind-nonrecursive', 'bind-create-src'];
const KEYS = [
  ...SWITCHES,
  'type',
  'source',
  'target',
  'consistency',
  'bind-propagation',
  'bind-recursive',
  'volume-driver',
  'volume-opt',
  'volume-label',
  'volume-subpath',
  'tmpfs-size',
  'tmpfs-mode',
  'image-subpath',
];
/** Docker's, and of no effect or not served here. */
const UNSERVED = ['volume-opt', 'volume-subpath', 'image-subpath'];

type Fields = ReadonlyMap<string, readonly string[]>;

/**
 * What one `--mount` asks for: `type=bind,source=/a,target=/b,readonly`, as one line of CSV.
 *
 * @throws UsageError and InvalidMount, in docker's words where docker has some
 */
export function parseMountSpec(text: string, cwd: string): MountRequest {
  const invalid = (reason: string) => invalidArgument('--mount', text, reason);
  const fields = readFields(text, invalid);
  const one = (key: string) => fields.get(key)?.at(-1);
  const type = (one('type') ?? 'volume').toLowerCase();
  if (type === '') throw invalid('type is required');
  if (!one('target')) throw invalid('target is required');
  refuseMixed(fields, type, invalid);
  const config = `invalid mount config for type "${type}": `;
  const wrong = (reason: string) => new UsageError(config + reason);
  if (!['bind', 'volume', 'tmpfs'].includes(type)) throw wrong('mount type unknown');
  const unserved = UNSERVED.find((key) => fields.has(key));
  if (unserved !== undefined) throw invalid(`'${unserved}' is not supported yet`);
  const readOnly = readSwitch(one('readonly'), 'readonly', invalid);
  const common = { target: mountTarget(one('target')!, config), readOnly, by: '--mount' } as const;
  const source = one('source');
  if (type === 'tmpfs') {
    if (source !== undefined) throw wrong('field Source must not be specified');
    return { type, ...common, options: tmpfsOptionsOf(one, invalid) };
  }
  if (type === 'bind') {
    if (!source) throw wrong('field Source must not be empty');
    return { type, ...common, ...bindOptions(source, { one, readOnly, cwd, invalid, wrong }) };
  }
  const driver = one('volume-driver') ?? 'local';
  if (driver !== 'local') throw invalid(`volume driver ${JSON.stringify(driver)} is not supported: must be "local"`);
  const copiesImage = !readSwitch(one('volume-nocopy'), 'volume-nocopy', invalid);
  const labels = Object.fromEntries((fields.get('volume-label') ?? []).map((label) => keyAndValue(label)));
  return { type: 'volume', ...common, name: source || undefined, copiesImage, labels };
}

type Invalid = (reason: string) => UsageError;

function readFields(text: string, invalid: Invalid): Fields {
  if (text === '') throw invalid('EOF');
  const fields = new Map<string, string[]>();
  for (const field of splitCsv(text, invalid)) {
    const [name, value] = keyAndValue(field.trim());
    const key = SPELLINGS[name.toLowerCase()] ?? name.toLowerCase();
    const hasValue = field.includes('=');
    if (!hasValue && !SWITCHES.includes(key)) throw invalid(`invalid field '${field}' must be a key=value pair`);
    if (!KEYS.includes(key)) throw invalid(`unexpected key '${name}' in '${field}'`);
    fields.set(key, [...(fields.get(key) ?? []), hasValue ? value : 'true']);
  }
  return fields;
}

function keyAndValue(text: string): [key: string, value: string] {
  const split = text.indexOf('=');
  return split < 0 ? [text, ''] : [text.slice(0, split), text.slice(split + 1)];
}

function refuseMixed(fields: Fields, type: string, invalid: Invalid): void {
  for (const family of ['volume', 'bind', 'tmpfs']) {
    const isThere = [...fields.keys()].some((key) => key.startsWith(`${family}-`));
    if (isThere && family !== type) throw invalid(`cannot mix '${family}-*' options with mount type '${type}'`);
  }
}

/** As Go's strconv.ParseBool reads them. */
function readSwitch(value: string | undefined, key: string, invalid: Invalid): boolean {
  if (value === undefined) return false;
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) return false;
  throw invalid(`invalid value for ${key}: ${value}`);
}

interface BindContext {
  readonly one: (key: string) => string | undefined;
  readonly readOnly: boolean;
  readonly cwd: string;
  readonly invalid: Invalid;
  readonly wrong: Invalid;
}

function bindOptions(source: string, { one, readOnly, cwd, invalid, wrong }: BindContext) {
  const isRelative = source === '.' || source === '..' || /^\.\.?\//.test(source);
  if (!isRelative && !source.startsWith('/')) {
    throw wrong(`invalid mount path: '${source}' mount path must be absolute`);
  }
  const propagation = one('bind-propagation')?.toLowerCase();
  if (propagation !== undefined && !/^r?(private|shared|slave)$/.test(propagation)) {
    throw wrong(`invalid propagation mode: ${propagation}`);
  }
  if (propagation?.endsWith('shared')) throw unservedPropagation(propagation);
  return {
    source: resolve(cwd, source),
    isRecursive:
      isRecursive(one('bind-recursive'), readOnly, invalid) &&
      !readSwitch(one('bind-nonrecursive'), 'bind-nonrecursive', invalid),
    createsSource: readSwitch(one('bind-create-src'), 'bind-create-src', invalid),
    ...(propagation && { propagation: propagation as Propagation }),
  };
}

function isRecursive(value: string | undefined, readOnly: boolean, invalid: Invalid): boolean {
  if (value === undefined || value === 'enabled') return true;
  if (value === 'disabled') return false;
  if (value === 'writable' || value === 'readonly') {
    if (!readOnly) {
      throw invalid(`option 'bind-recursive=${value}' requires 'readonly' to be specified in conjunction`);
    }
    if (value === 'readonly') return true;
    throw invalid(`'bind-recursive=writable' is not supported yet`);
  }
  throw invalid(
    `invalid value for bind-recursive: ${value} (must be "enabled", "disabled", "writable", or "readonly")`,
  );
}

function tmpfsOptionsOf(one: (key: string) => string | undefined, invalid: Invalid): string[] {
  const [size, mode] = [one('tmpfs-size'), one('tmpfs-mode')];
  if (mode !== undefined && !/^[0-7]{1,5}$/.test(mode)) throw invalid(`invalid value for tmpfs-mode: ${mode}`);
  const options = [
    ...(mode === undefined ? [] : [`mode=${mode.replace(/^0+(?=.)/, '')}`]),
    ...(size === undefined ? [] : [`size=${bytesOf(size, invalid)}`]),
  ];
  return tmpfsOptions(options.join(','));
}

function bytesOf(size: string, invalid: Invalid): number {
  try {
    return parseBytes(size);
  } catch {
    throw invalid(`invalid value for tmpfs-size: ${size}`);
  }
}
