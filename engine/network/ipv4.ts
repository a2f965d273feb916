/** A network of IPv4: the first `length` bits of `address`, which is a number as it stands in a packet. */
export interface Prefix {
  readonly address: number;
  readonly length: number;
}

/** The number of `10.0.0.1`. Undefined for anything else, leading zeros included: some read those as octal. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** `10.0.0.1` */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 0xff).join('.');
}

/** The network that `10.0.0.0/16` names; bits behind the prefix are dropped. Undefined for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const [, base = '', bits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const address = parseAddress(base);
  const length = Number(bits);
  if (address === undefined || length > 32) return undefined;
  return { address: maskedTo(address, length), length };
}

/** `10.0.0.0/16` */
export function formatPrefix({ address, length }: Prefix): string {
  return `${formatAddress(address)}/${length}`;
}

/** True where some address belongs to both: one network is in the other then. */
export function overlap(one: Prefix, other: Prefix): boolean {
  const length = Math.min(one.length, other.length);
  return maskedTo(one.address, length) === maskedTo(other.address, length);
}

/** The last address of the network, which stands for all in it. */
export function broadcastOf({ address, length }: Prefix): number {
  return address + 2 ** (32 - length) - 1;
}

/** Shifts of 32 are shifts of none, so that one is taken in two halves. */
export function maskedTo(address: number, length: number): number {
  const size = 2 ** (32 - length);
  return Math.floor(address / size) * size;
}
