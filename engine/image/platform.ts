import { InvalidPlatform } from './errors.ts';
import { type Field, withoutUndefined } from './field.ts';

/** What an image was built for, in GOOS/GOARCH words. @see image-spec image-index.md */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly 'os.version'?: string;
}

const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Other names for an architecture, as `uname -m`, Debian and Node say it. Node's `ppc64` is little-endian on Linux. */
const ALIASES: Readonly<Record<string, Pick<Platform, 'architecture' | 'variant'>>> = {
  x64: { architecture: 'amd64' },
  x86_64: { architecture: 'amd64' },
  'x86-64': { architecture: 'amd64' },
  ia32: { architecture: '386' },
  i386: { architecture: '386' },
  aarch64: { architecture: 'arm64' },
  armhf: { architecture: 'arm', variant: 'v7' },
  armel: { architecture: 'arm', variant: 'v6' },
  ppc64: { architecture: 'ppc64le' },
};

/** What an architecture means that names no variant. */
const DEFAULT_VARIANTS: ReadonlyMap<string, string> = new Map([
  ['amd64', 'v1'],
  ['arm', 'v7'],
  ['arm64', 'v8'],
]);
/** The oldest variant that a newer one still runs, where variants build upon each other. */
const LOWEST_VARIANTS: ReadonlyMap<string, number> = new Map([
  ['amd64', 1],
  ['arm', 5],
  ['arm64', 8],
]);

/**
 * The platform that a person wrote: `linux/arm64/v8`, `linux/x86_64`.
 *
 * @throws InvalidPlatform
 */
export function parsePlatform(text: string): Platform {
  const parts = text.split('/');
  const [os, architecture, variant] = parts;
  if (os === undefined || architecture === undefined || parts.length > 3 || !parts.every((part) => PART.test(part))) {
    throw new InvalidPlatform(text);
  }
  const named = aliased(architecture.toLowerCase());
  return { os: os.toLowerCase(), ...named, ...(variant === undefined ? {} : { variant: variant.toLowerCase() }) };
}

/** The platform that runs here: Linux on the architecture that Node calls `arch` (`process.arch`). */
export function hostPlatform(arch: string): Platform {
  return { os: 'linux', ...aliased(arch) };
}

/** `linux/arm/v7`, as `parsePlatform` reads it. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter((part) => part !== undefined && part !== '').join('/');
}

/** The platform that these fields of a document name. @throws InvalidDocument */
export function readPlatform(field: Field): Platform {
  return {
    os: field.get('os').string(),
    architecture: field.get('architecture').string(),
    ...withoutUndefined({
      variant: field.get('variant').optional((variant) => variant.string()),
      'os.version': field.get('os.version').optional((version) => version.string()),
    }),
  };
}

/**
 * The platforms whose programs run on this one, the best first: `linux/arm/v7` also runs what was built for v6 and v5.
 */
export function runnablePlatforms(platform: Platform): Platform[] {
  const { os, architecture } = platform;
  const version = /^v([1-9]\d?)$/.exec(variantOf(platform))?.[1];
  const lowest = LOWEST_VARIANTS.get(architecture);
  if (version === undefined || lowest === undefined) return [platform];
  const steps = Math.max(0, Number(version) - lowest);
  return Array.from({ length: steps + 1 }, (_, step) => ({ os, architecture, variant: `v${Number(version) - step}` }));
}

/** Do both say the same, once their variants are spelled out? */
export function isSamePlatform(one: Platform, other: Platform): boolean {
  return one.os === other.os && one.architecture === other.architecture && variantOf(one) === variantOf(other);
}

/** Do programs built for `offered` run on `platform`? */
export function canRun(platform: Platform, offered: Platform): boolean {
  return runnablePlatforms(platform).some((runnable) => isSamePlatform(runnable, offered));
}

function aliased(architecture: string): Pick<Platform, 'architecture' | 'variant'> {
  return Object.hasOwn(ALIASES, architecture) ? ALIASES[architecture]! : { architecture };
}

function variantOf({ architecture, variant }: Platform): string {
  return variant === undefined || variant === '' ? (DEFAULT_VARIANTS.get(architecture) ?? '') : variant;
}
