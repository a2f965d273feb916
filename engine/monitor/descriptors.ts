/** The descriptors that the monitor finds open, by their numbers: far above all others, as it says in code.ts. */
export const MONITOR_FD = {
  /** A pipe that holds the list of what to wait for. */
  plan: 32,
  /** What the program writes: two pipes, or the master of a terminal and nothing. */
  output: 33,
  errors: 34,
  /** The pidfd of the container's first process. */
  init: 35,
  /** Readable when the time of the container is over. @see timerfd_create(2) */
  timer: 36,
  /** The container's own directory. */
  directory: 37,
  log: 38,
  status: 39,
  /** What it holds and does not look at, to keep it from coming to its end: up to `lastHeld`. */
  firstHeld: 40,
  lastHeld: 47,
  /**
   * The first of the sockets that listen to the published ports: one after the other, as many as there are. Behind the last
   * is what is readable when the monitor is asked to stop. @see signalfd(2)
   */
  firstPort: 48,
} as const;

const POLLIN = 1;
/** struct pollfd */
const POLLFD_SIZE = 8;
/** Not waited for. */
const NONE = -1;

/** The list of what to wait for, as poll(2) wants it, with a place for whoever answers the ports. */
export function pollPlan({
  hasErrors,
  hasTimer,
  callers,
}: {
  readonly hasErrors: boolean;
  readonly hasTimer: boolean;
  /** How many descriptors there are from `firstPort` on. */
  readonly callers: number;
}): Buffer {
  const { output, errors, init, timer, firstPort } = MONITOR_FD;
  const sockets = Array.from({ length: callers }, (_, index) => firstPort + index);
  const watched = [output, hasErrors ? errors : NONE, init, hasTimer ? timer : NONE, NONE, ...sockets];
  const plan = Buffer.alloc(watched.length * POLLFD_SIZE);
  for (const [index, fd] of watched.entries()) {
    plan.writeInt32LE(fd, index * POLLFD_SIZE);
    plan.writeInt16LE(POLLIN, index * POLLFD_SIZE + 4);
  }
  return plan;
}
