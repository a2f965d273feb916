/** Who decided a field of config.json, and by which of his fields, options or rules. */
export interface Origin {
  /** `default`: Docker's own choice where nobody said anything. `engine`: follows from how learn-run runs the container. */
  readonly from: 'image' | 'option' | 'default' | 'engine';
  /** The image's field (`config.Cmd`), the option (`--env`), or a reason in words. */
  readonly detail: string;
}

/** Where nobody said anything and Docker's own choice is taken. */
export const DOCKER: Origin = { from: 'default', detail: "Docker's default" };

/** JSON pointers (RFC 6901) into config.json, each with the origin of everything below it that has no nearer entry. */
export type Origins = Readonly<Record<string, Origin>>;

/** A piece of config.json, and the origins of its fields by pointers that begin at the piece: `''` is the piece itself. */
export interface Sourced<Value> {
  readonly value: Value;
  readonly origins: Origins;
}

/** Origins of a piece as seen from the whole: every pointer with the piece's own place in front. */
export function originsAt(pointer: string, origins: Origins): Origins {
  return Object.fromEntries(Object.entries(origins).map(([below, origin]) => [pointer + below, origin]));
}

/**
 * The origin of the field at `pointer`: its own, or that of the nearest piece it is part of.
 *
 * @example originOf(origins, '/process/user/uid') // { from: 'image', detail: 'config.User' }
 */
export function originOf(origins: Origins, pointer: string): Origin | undefined {
  const origin = origins[pointer];
  if (origin !== undefined || pointer === '') return origin;
  return originOf(origins, pointer.slice(0, pointer.lastIndexOf('/')));
}
