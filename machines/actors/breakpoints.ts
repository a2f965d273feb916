import { LIFECYCLE, STEPS, type StepName } from '../steps.ts';

/** Tells whether a run has to stop: at a step, or with a detail at one part of it. */
export type Breakpoint = (step: StepName, detail: string | undefined) => boolean;

/** What stands before the name of a kernel call: `syscall:pivot_root`. */
const SYSCALL = 'syscall:';

/**
 * The breakpoint of that name: a step (`startInit`), a state with or without its chart (`creating.startingInit`), one of
 * the six lifecycle states, or a kernel call of init (`syscall:pivot_root`). `*` stands for any characters.
 */
export function breakpointAt(name: string): Breakpoint {
  if (name.startsWith(SYSCALL)) {
    const call = globToRegExp(name.slice(SYSCALL.length));
    return (_, detail) => detail !== undefined && call.test(callOf(detail));
  }
  const pattern = globToRegExp(name);
  return (step, detail) => detail === undefined && namesOf(step).some((one) => pattern.test(one));
}

/** False for a name that no run ever comes to. Of kernel calls nobody knows all names beforehand. */
export function isReachable(name: string): boolean {
  if (name.startsWith(SYSCALL)) return name.length > SYSCALL.length;
  const reaches = breakpointAt(name);
  return (Object.keys(STEPS) as StepName[]).some((step) => reaches(step, undefined));
}

/** Every name that a breakpoint may have without a `*`, in the order of a run: for a person who looks for one. */
export function breakpointNames(): readonly string[] {
  return [...LIFECYCLE, ...Object.keys(STEPS)];
}

/** By how many names a step can be called. */
function namesOf(step: StepName): readonly string[] {
  const { chart, state, lifecycle } = STEPS[step];
  return [step, lifecycle, state, `${chart}.${state}`];
}

/** `pivot_root` of `pivot_root(".", ".")`. */
const callOf = (detail: string) => /^[^( ]*/.exec(detail)![0];

function globToRegExp(glob: string): RegExp {
  const literals = glob.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}
