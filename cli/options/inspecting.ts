import { isIP } from 'node:net';
import { invalidArgument, UsageError } from '../errors.ts';
import type { WantedPlace } from '../inspector/share/own-address.ts';

/** Who shows the run beside the terminal: our own page, `@xstate/inspect`, or `@statelyai/inspect`. */
export const INSPECTORS = ['page', 'xstate', 'stately'] as const;
export type InspectorName = (typeof INSPECTORS)[number];

/** The options of a command line that are about the inspector. */
export interface InspectingFlags {
  readonly inspect?: true | string;
  readonly share?: true | string;
  readonly plain?: true;
}

/** What of the run is shown where. */
export interface Inspecting {
  /** Undefined where none is asked for. */
  readonly inspector: InspectorName | undefined;
  /** Where a class is to follow; undefined where it is not. */
  readonly share: WantedPlace | undefined;
  readonly isPlain: boolean;
}

/** What the options ask for. A class follows on our own page, so `--share` means that too. Throws `UsageError`. */
export function inspecting({ inspect, share, plain }: InspectingFlags): Inspecting {
  const inspector = inspectorNamed(inspect);
  const place = sharing(share);
  if (place !== undefined && inspector !== undefined && inspector !== 'page')
    throw new UsageError(
      `conflicting options: --share is for learn-run's own page, and not for --inspect=${inspector}`,
    );
  return { inspector: inspector ?? (place && 'page'), share: place, isPlain: plain === true };
}

function inspectorNamed(option: true | string | undefined): InspectorName | undefined {
  if (option === true) return 'page';
  const name = INSPECTORS.find((known) => known === option);
  if (name !== undefined || option === undefined) return name;
  throw invalidArgument('--inspect', option, 'must be "page", "xstate" or "stately"');
}

/** `ADDRESS`, `ADDRESS:PORT`, `:PORT`; IPv6 in brackets where a port follows. Throws `UsageError`. */
export function sharing(option: true | string | undefined, command = 'run'): WantedPlace | undefined {
  if (option === undefined) return undefined;
  if (option === true) return { address: undefined, port: undefined };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(option) ?? [];
  const bare = isIP(option) === 0 ? undefined : option;
  const address = bare ?? bracketed ?? plain ?? '';
  const port = bare === undefined && digits !== undefined ? Number(digits) : undefined;
  const isPort = port === undefined || (port >= 1 && port <= 65_535);
  const isAddress = isIP(address) !== 0 || (address === '' && bracketed === undefined && port !== undefined);
  if (isPort && isAddress) return { address: address || undefined, port };
  throw invalidArgument(
    '--share',
    option,
    'must be an IP address of this machine, a port behind it or alone: 192.168.1.5, 192.168.1.5:4000, :4000',
    command,
  );
}
