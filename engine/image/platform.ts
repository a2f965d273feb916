import { InvalidPlatform } from './errors.ts';
import { type Field, withoutUndefined } from './field.ts';

/** What an image was built for, in GOOS/GOARCH words. @see image-spec image-index.md */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly 'os.version'?: string;
}

/** For which platform an image is wanted. */
export interface WantedPlatform extends Platform {
  /** True where a person has named it; else it is this machine's, and an image that is here for another one will do, as with docker. */
  readonly isAsked: boolean;
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
const DEFAULT_VARIANTS: Readonly<Record<string, string>> = { amd64: 'v1', arm: 'v7', arm64: 'v8' };
/** Other ways to write a variant, by architecture. */
const VARIANT_SPELLINGS: Readonly<Record<string, RegExp>> = { arm: /^([5678])$/, arm64: /^v?([89])(?:\.0)?$/ };
/** How far each generation of arm64 came, and how far the one before, which it runs as well: v9.2 is also v8.7. */
const LAST_MINOR = 9;
const MINORS_AHEAD = 5;

/** Words that mean a system where they stand alone, and words that mean an architecture. @see GOOS and GOARCH of Go */
const SYSTEMS = ['linux', 'windows', 'darwin', 'freebsd'];
const ARCHITECTURES = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips64le', 'ppc64le', 'riscv64', 's390x'];

/**
 * The platform that a person wrote: `linux/arm64/v8`, `linux/x86_64`; of a system or an architecture alone the rest is that
 * of this machine.
 *
 * @param arch the architecture here, as Node calls it
 * @throws InvalidPlatform
 */
export function parsePlatform(text: string, arch: string = process.arch): Platform {
  const word = text.toLowerCase();
  if (SYSTEMS.includes(word)) return { ...hostPlatform(arch), os: word };
  const alone = aliased(word);
  if (ARCHITECTURES.includes(alone.architecture)) return { os: 'linux', ...alone };
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
 * The platforms whose programs run on this one, the best first, in the order of containerd: `linux/arm/v7` also runs what was built for
 * v6 and v5, amd64 what was built for 386, arm64 what was built for arm.
 */
export function runnablePlatforms(platform: Platform): Platform[] {
  const { os, architecture } = platform;
  const variant = variantOf(platform);
  const own = variantsBelow(architecture, variant).map((lower) => ({ os, architecture, variant: lower }));
  if (own.length === 0) return [platform];
  if (architecture === 'amd64') return [...own, { os, architecture: '386' }];
  return architecture === 'arm64' ? [...own, ...runnablePlatforms({ os, architecture: 'arm', variant: 'v8' })] : own;
}

/** The variant and all that it includes; none where the architecture has no such variants. */
function variantsBelow(architecture: string, variant: string): string[] {
  const [, major = '', minor = '0'] = /^v(\d{1,2})(?:\.(\d))?$/.exec(variant) ?? [];
  const [generation, step] = [Number(major), Number(minor)];
  if (architecture === 'amd64' && minor === '0') return countDown(generation, 1).map((number) => `v${number}`);
  if (architecture === 'arm' && minor === '0') return countDown(generation, 5).map((number) => `v${number}`);
  if (architecture !== 'arm64' || generation < 8 || generation > 9) return [];
  const before = generation === 9 ? countDown(Math.min(step + MINORS_AHEAD, LAST_MINOR), 0) : [];
  return [
    ...countDown(step, 0).map((number) => named(generation, number)),
    ...before.map((number) => named(8, number)),
  ];
}

const named = (generation: number, step: number): string => (step === 0 ? `v${generation}` : `v${generation}.${step}`);

function countDown(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index);
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

function variantOf({ architecture, variant = '' }: Platform): string {
  const usual = Object.hasOwn(DEFAULT_VARIANTS, architecture) ? DEFAULT_VARIANTS[architecture]! : '';
  const [, digit] =
    (Object.hasOwn(VARIANT_SPELLINGS, architecture) && VARIANT_SPELLINGS[architecture]!.exec(variant)) || [];
  if (digit !== undefined) return `v${digit}`;
  return variant === '' ? usual : variant;
}
