import type { Json } from '../../engine/json.ts';
import type { WaitStatus } from '../../machines/facts.ts';
import { evidenceOf, factOf, outputOf, type Story } from '../../machines/story.ts';
import { type Pane, paneOf } from './pane.ts';

/** How the program ended: the wait status bit by bit, what killed it, and what the shell is told. */
export function exitPane(story: Story): Pane {
  const status = factOf(story, 'wait status', 'reapContainer');
  const ended = outputOf(story, 'awaitExit');
  const isEmpty = status === undefined && ended === undefined;
  return paneOf({
    name: 'exit',
    title: 'how it ended',
    badge: isEmpty ? undefined : story.badge,
    document: isEmpty ? undefined : documentOf(status, story),
    meanings: MEANINGS,
    check: evidenceOf(story, 'classifyExit').flatMap(({ check }) => check),
    nothing: 'The program has not ended.',
  });
}

function documentOf(status: WaitStatus | undefined, story: Story): Json {
  const { code, signal } = outputOf(story, 'awaitExit') ?? {};
  const outOfMemory = factOf(story, 'out of memory', 'reapContainer');
  const exit = outputOf(story, 'classifyExit');
  const figures = factOf(story, 'cgroup', 'awaitExit');
  const usage = factOf(story, 'resource usage', 'awaitExit');
  return {
    ended: signal == null ? `by itself, with status ${code ?? 'unknown'}` : `killed by ${signal}`,
    ...(status && { 'wait status': status.value, 'bit by bit': bitByBit(status) }),
    ...(status && { 'out of memory': outOfMemory ?? 'no: the kernel has killed nothing in its cgroup' }),
    ...(exit && { 'exit code': exit.exitCode, 'because of': ruleOf(status, exit.exitCode) }),
    ...(figures !== undefined && { 'its cgroup has used': figures }),
    ...(usage !== undefined && { 'it has used': usage }),
  };
}

function ruleOf(status: WaitStatus | undefined, exitCode: number): string {
  if (status?.signal == null) return "it is the program's own";
  return `128 + ${exitCode - 128}, the number of ${status.signal}`;
}

/** The 16 bits, as wait(2) lays them out. */
function bitByBit({ value }: WaitStatus): string {
  const number = Number(value);
  const bits = number.toString(2).padStart(16, '0');
  const [code, core, signal] = [(number >> 8) & 0xff, (number >> 7) & 1, number & 0x7f];
  return [
    'bit 15         8   7   6           0',
    `    ${spaced(bits.slice(0, 8))}   ${bits[8]}   ${spaced(bits.slice(9))}`,
    `    exit code ${String(code).padEnd(5)}  |   signal ${signal === 0 ? 'none' : signal}`,
    `                      core dump: ${core === 1 ? 'yes' : 'no'}`,
  ].join('\n');
}

const spaced = (bits: string) => bits.split('').join(' ');

const MEANINGS: Readonly<Record<string, string>> = {
  '/ended': 'A program ends by exit(2), or by a signal: never both.',
  '/wait status': 'What wait(2) hands to whoever has started the process: 16 bits.',
  '/bit by bit': 'WEXITSTATUS takes the upper eight bits, WTERMSIG the lower seven. A status of 256 is 0 again.',
  '/out of memory': 'The memory limit was reached, and the kernel chose a process of this cgroup.',
  '/exit code': 'What $? is in your shell: one number from 0 to 255.',
  '/because of': 'A shell has one number for both: 128 and more means a signal.',
  '/its cgroup has used': 'What the kernel has counted in its cgroup, from the first instruction of init on.',
  '/it has used': 'What the kernel has counted of the process, and handed out with the status. wait4(2), getrusage(2)',
};
