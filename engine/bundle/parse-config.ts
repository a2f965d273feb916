import { checkConfig } from './check-config.ts';
import { type Config, configShape, processShape, resourcesShape } from './config-schema.ts';
import { InvalidConfig } from './errors.ts';
import type { Process, Resources } from './runtime-spec.ts';

/**
 * Reads a config.json, whoever has written it.
 *
 * @throws InvalidConfig where it is not JSON, not of the right form, or asks for what contradicts itself
 * @see runtime-spec config.md
 */
export function parseConfig(text: string): Config {
  const config = configShape(parseJson(text, 'config.json'), '');
  checkConfig(config);
  return withoutUnsetPids(config);
}

/**
 * Before 1.3 a limit of processes could not be left out where there was a `pids`: zero was nothing said, and is what podman
 * still writes for no limit. Since then it is a limit like any other.
 *
 * @see runtime-spec config-linux.md#pids
 */
function withoutUnsetPids(config: Config): Config {
  const { resources } = config.linux;
  if (resources?.pids?.limit !== 0 || !/^1\.[012]\./.test(config.ociVersion)) return config;
  return { ...config, linux: { ...config.linux, resources: { ...resources, pids: {} } } };
}

/**
 * Reads the file of a process that is to join a container: the `process` of a config.json by itself.
 *
 * @param own the container's process, whose rights and labels hold where the file says nothing of them
 * @throws InvalidConfig
 */
export function parseProcess(text: string, own?: Process): Process {
  const written = parseJson(text, 'the process');
  return processShape(own ? withRightsOf(own, written) : written, 'process');
}

/** No capabilities said is not none: `{}` is. As with runc and crun. */
function withRightsOf({ capabilities, apparmorProfile, selinuxLabel }: Process, written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  const said = Object.entries(written).filter(([, value]) => value !== null && value !== '');
  return { ...written, capabilities, apparmorProfile, selinuxLabel, ...Object.fromEntries(said) };
}

/** Reads new limits: the `linux.resources` of a config.json by itself. @throws InvalidConfig */
export function parseResources(text: string): Resources {
  return resourcesShape(parseJson(text, 'the resources'), 'resources');
}

/** `JSON.parse` rounds what is longer than this; most documents hold no such number, and reading is slower with them in mind. */
const LONG_NUMBER = /[:[,]\s*-?\d{16,}/;

/** The language's own declarations do not name the third argument yet. */
type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parse = JSON.parse as (text: string, reviver?: Reviver) => unknown;

/** A number of 64 bits that a JavaScript number would round becomes a bigint. */
const exactly: Reviver = (_key, value, { source = '' }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value;

function parseJson(text: string, what: string): unknown {
  try {
    return parse(text, LONG_NUMBER.test(text) ? exactly : undefined);
  } catch (cause) {
    throw new InvalidConfig(`${what} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
