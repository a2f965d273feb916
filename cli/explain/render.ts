import type { Seccomp } from '../../engine/bundle/runtime-spec.ts';
import { printable } from '../../engine/image/printable.ts';
import type { RunPlan } from '../../engine/plan/plan-run.ts';
import { shellWord } from '../export/shell.ts';
import { cells, cut, wrap } from '../terminal/step-view/text.ts';
import { changeTexts, operationTexts } from './change-text.ts';
import type { Effect } from './effect.ts';
import type { ExplainedFlag, Explanation } from './explanation.ts';
import type { Tool } from './invocation.ts';
import { ITS_COMMAND } from './known-image.ts';
import { bullet, type ExplainStyle, labelled, list } from './lines.ts';

/** What else there is to say at the top. */
export interface Heading {
  readonly reference: string;
  readonly isHere: boolean;
  /** The command that would bring the image. */
  readonly pull: string;
}

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100;

const WORDS: Readonly<Record<Effect, string>> = { safer: 'safer', riskier: 'riskier', neutral: 'as safe' };

/** The explanation as lines, none wider than asked for. */
export function renderExplanation(explanation: Explanation, heading: Heading, style: ExplainStyle): string[] {
  const within = { ...style, width: Math.max(40, Math.min(style.width, WIDEST)) };
  return [
    ...top(explanation, heading, within),
    ...standard(explanation, within),
    ...explanation.flags.flatMap((one) => ['', ...flagLines(one, within)]),
    ...verdict(explanation, within),
  ];
}

function top({ line, plan, standard: basic }: Explanation, heading: Heading, style: ExplainStyle): string[] {
  const { palette } = style;
  const { args } = (plan ?? basic).spec.process;
  const guesses = (plan ?? basic).assumptions;
  return [
    palette.heading(`${line.tool} run, flag by flag. Nothing is run.`),
    '',
    ...labelled('image', `${line.image} means ${heading.reference}`, style),
    ...(heading.isHere
      ? []
      : labelled('', `It is not here, so what it says itself is not in this. ${heading.pull} brings it.`, style)),
    ...labelled('program', args[0] === ITS_COMMAND ? 'what the image says' : args.map(shellWord).join(' '), style),
    ...misplaced(line.command, style),
    ...guesses
      .filter((guess) => !guess.includes(ITS_COMMAND))
      .flatMap((guess) => labelled('a guess', `${guess}.`, style)),
  ];
}

/** A flag behind the image is a classic, and no flag. */
function misplaced([first = '']: readonly string[], style: ExplainStyle): string[] {
  if (!first.startsWith('-')) return [];
  return labelled('', `${first} stands behind the image: it is the program's, and not a flag of run.`, style);
}

const OWN_WORDS: Readonly<Record<Tool, string>> = {
  docker: 'docker by itself',
  podman: 'podman by itself',
  'learn-run': 'learn-run by itself',
};

function standard({ line, standard: plan }: Explanation, style: ExplainStyle): string[] {
  const { palette } = style;
  return [
    '',
    palette.heading(`Without any flag, ${OWN_WORDS[line.tool]} gives it`),
    ...standardsOf(plan, line.tool).flatMap((text) => bullet(text, style)),
  ];
}

function standardsOf({ spec, network }: RunPlan, tool: Tool): string[] {
  const { process, linux, root } = spec;
  const own = linux.namespaces.map(({ type }) => type);
  const { bounding } = process.capabilities;
  return [
    `namespaces of its own: ${own.join(', ')}${own.includes('user') ? '' : '. Root inside is root on the host, held back by the rest'}`,
    `${bounding.length} of 41 capabilities: ${bounding.map((name) => name.replace('CAP_', '')).join(' ')}`,
    linux.seccomp ? `a seccomp filter: about ${allowed(linux.seccomp)} system calls, no others` : 'no seccomp filter',
    ...(process.apparmorProfile ? ['a profile of AppArmor that denies mounts and changes of the kernel'] : []),
    `a root file system that ${root.readonly ? 'is read-only' : 'can be written'}, and ${linux.maskedPaths.length} hidden and ${linux.readonlyPaths.length} read-only paths of /proc and /sys`,
    ...(network.mode === 'bridge'
      ? ["a network behind the host's address, without a port that is reachable from outside"]
      : []),
    tool === 'podman'
      ? 'at most 2048 processes, and no limit of memory or processor time'
      : 'no limit of memory, processor time or processes',
    ...(tool === 'learn-run' ? ['no trace: the container is removed when it ends (docker wants --rm for that)'] : []),
  ];
}

function allowed({ syscalls = [] }: Seccomp): number {
  const rules = syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW');
  return new Set(rules.flatMap(({ names }) => names)).size;
}

function flagLines(explained: ExplainedFlag, style: ExplainStyle): string[] {
  const { palette, width } = style;
  const { flag, does, refused, note, judgement } = explained;
  const names = [flag.short, flag.long].filter(Boolean).join(', ');
  const title = flag.value === undefined ? names : `${names} ${shellWord(printable(flag.value, 200))}`;
  const mark = refused === undefined ? WORDS[judgement.effect] : 'refused';
  const left = cut(title, width - mark.length - 2);
  const gap = ' '.repeat(Math.max(2, width - cells(left) - mark.length));
  const paint =
    refused !== undefined || judgement.effect === 'riskier'
      ? palette.wrong
      : judgement.effect === 'safer'
        ? palette.right
        : palette.quiet;
  return [
    `${palette.here(left)}${gap}${paint(mark)}`,
    ...wrap(`${does}.`, width - 2).map((line) => `  ${line}`),
    ...(refused === undefined ? [] : labelled('refused', refused, style)),
    ...(note === undefined || !(refused || flag.standing === 'unsupported')
      ? []
      : labelled('learn-run', noteText(explained), style)),
    ...changes(explained, style),
    ...labelled('safety', judgement.says, style),
  ];
}

/** What our own `run` makes of a flag that it does not have in full. */
function noteText({ flag, note }: ExplainedFlag): string {
  if (flag.standing !== 'unsupported') return `has only this of it: ${decapitalized(note!)}.`;
  return note === "podman's own"
    ? "does not have it: it is podman's own."
    : `does not have it: ${decapitalized(note!)}.`;
}

const decapitalized = (text: string) => text.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());

const KEEPERS: Readonly<Record<string, string>> = {
  client: 'nothing: it is a matter of the command that you type',
  network: 'nothing: it is done outside, to the network that the container is given',
  daemon: 'nothing: it is kept on the record of the container, or done by who looks after it',
  registry: 'nothing: it decides which image is taken',
  windows: 'nothing on Linux',
  kernel: 'nothing: the default or another flag does the same already',
};

function changes(explained: ExplainedFlag, style: ExplainStyle): string[] {
  const { config, calls, elsewhere, keeper, refused } = explained;
  if (refused !== undefined) return [];
  if (elsewhere) {
    const { field, operation } = elsewhere;
    return [
      ...labelled('config.json', field, style),
      ...labelled('kernel', `${operation} (not worked out here)`, style),
    ];
  }
  if (config.length + calls.added.length + calls.removed.length === 0) {
    return labelled('config.json', KEEPERS[keeper] ?? KEEPERS.kernel!, style);
  }
  const operations = [...operationTexts(calls.added, '+'), ...operationTexts(calls.removed, '-')];
  return [
    ...list('config.json', changeTexts(config), style),
    ...list('kernel', operations.length === 0 ? ['the same calls, with other values in them'] : operations, style),
  ];
}

function verdict({ flags, plan: whole }: Explanation, style: ExplainStyle): string[] {
  const names = (some: readonly ExplainedFlag[]) => [...new Set(some.map(({ flag }) => flag.long))].join(', ');
  const namesOf = (effect: Effect) =>
    names(flags.filter(({ judgement, refused: why }) => why === undefined && judgement.effect === effect)) || 'nothing';
  const refused = flags.filter((one) => one.refused !== undefined);
  const unsupported = flags.filter(({ flag }) => flag.standing === 'unsupported');
  if (flags.length === 0) return ['', ...wrap('There are no flags: all of this is the default.', style.width)];
  return [
    '',
    style.palette.heading('All in all'),
    ...bullet(`safer than the default by ${namesOf('safer')}; riskier by ${namesOf('riskier')}`, style),
    ...(refused.length > 0 ? bullet(`it cannot be run like this, because of ${names(refused)}`, style) : []),
    ...(unsupported.length > 0 ? bullet(`learn-run itself would refuse ${names(unsupported)}`, style) : []),
    ...(whole && unsupported.length === 0
      ? bullet(
          'learn-run --step with these flags does it and stops at each state; --dry-run shows every call and makes none',
          style,
        )
      : []),
  ];
}
