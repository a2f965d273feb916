import { grantedCapabilities } from '../../engine/bundle/capabilities.ts';
import type { HostFacts } from '../../engine/bundle/host-facts.ts';
import { checkResources } from '../../engine/bundle/resource-checks.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import type { HandChange } from '../../machines/facts.ts';
import { UsageError } from '../errors.ts';
import { parseBytes } from '../options/resources.ts';
import { splitWords } from '../shell-words.ts';

/** A change that a person wants, as far as it can be said without the container. */
export interface Change {
  readonly told: HandChange;
  /** The request with the change made. */
  readonly request: RunRequest;
}

/** What may be typed, for the person who does. */
const CHANGE_FORMS =
  'command WORDS | env NAME=value | env NAME (takes it away) | memory 64m | memory none | cap +NET_RAW | cap -KILL';

/**
 * Reads one change, and makes it on the request.
 *
 * @throws UsageError where it is none of the forms; the engine's own errors where it could not be carried out
 * @example readChange('memory 64m', request, host).told.after // '67108864 bytes'
 */
export function readChange(text: string, request: RunRequest, host: HostFacts): Change {
  const [, field = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
  const read = Object.hasOwn(FORMS, field) ? FORMS[field] : undefined;
  if (read === undefined || value === '')
    throw new UsageError(`cannot change ${JSON.stringify(text)}: expected ${CHANGE_FORMS}`);
  return read(value, request, host);
}

type Read = (value: string, request: RunRequest, host: HostFacts) => Change;

const withProcess = (request: RunRequest, change: Partial<RunRequest['process']>): RunRequest => ({
  ...request,
  process: { ...request.process, ...change },
});

const command: Read = (value, request) => {
  const args = splitWords(value);
  const before = request.process.args.join(' ') || "the image's own";
  return {
    told: { field: 'command', name: 'command', before, after: args.join(' ') },
    request: withProcess(request, { args }),
  };
};

/** Values may be secrets: of them it is only told that there is one. */
const env: Read = (value, request) => {
  const [name = ''] = value.split('=', 1);
  if (name === '' || /\s/.test(name))
    throw new UsageError(`cannot change ${JSON.stringify(value)}: expected NAME=value`);
  const others = request.process.env.filter((variable) => variable.split('=', 1)[0] !== name);
  const before = others.length < request.process.env.length ? 'another value' : 'as the image has it';
  return {
    told: { field: 'env', name, before, after: value.includes('=') ? 'a value of yours' : 'taken away' },
    request: withProcess(request, { env: [...others, value] }),
  };
};

const memory: Read = (value, request, host) => {
  const limit = value === 'none' ? 0 : bytesOf(value);
  const before = request.process.resources?.memory;
  const resources = { ...request.process.resources, memory: limit };
  checkResources(resources, host);
  return {
    told: { field: 'memory', name: 'memory limit', before: bytesText(before), after: bytesText(limit) },
    request: withProcess(request, { resources }),
  };
};

function bytesOf(text: string): number {
  try {
    return parseBytes(text);
  } catch (cause) {
    throw new UsageError(`cannot change the memory limit: ${(cause as Error).message}`);
  }
}

const bytesText = (bytes: number | undefined) => (bytes ? `${bytes} bytes` : 'no limit');

const capability: Read = (value, request, { availableCapabilities: available }) => {
  const [, sign, name] = /^([+-])\s*(\w+)$/.exec(value) ?? [];
  if (name === undefined) throw new UsageError(`cannot change ${JSON.stringify(value)}: expected +NET_RAW or -KILL`);
  const rest = (names: readonly string[]) => names.filter((one) => plainName(one) !== plainName(name));
  const { capAdd, capDrop } = request.process;
  const change = {
    capAdd: [...rest(capAdd), ...(sign === '+' ? [name] : [])],
    capDrop: [...rest(capDrop), ...(sign === '-' ? [name] : [])],
  };
  const before = grantedCapabilities({ capAdd, capDrop, available });
  const after = grantedCapabilities({ ...change, available });
  return {
    told: {
      field: 'capability',
      name: `CAP_${plainName(name)}`,
      before: `${before.length} capabilities`,
      after: `${after.length} capabilities, ${sign === '+' ? 'with' : 'without'} CAP_${plainName(name)}`,
    },
    request: withProcess(request, change),
  };
};

const plainName = (name: string) => name.toUpperCase().replace(/^CAP_/, '');

const FORMS: Readonly<Record<string, Read>> = { command, env, memory, cap: capability, capability };
