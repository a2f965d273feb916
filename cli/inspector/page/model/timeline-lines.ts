import { binarySize } from '../../../../machines/binary-size.ts';
import { LIFECYCLE, type LifecycleState, STEPS, type StepName } from '../../../../machines/steps.ts';
import type { Message } from '../messages.ts';
import { predictionLine } from './predictions.ts';
import { size } from './quantity.ts';

/** What can be shown or left out. */
export const FILTERS = [
  'stops',
  'steps',
  'evidence',
  'states',
  'events',
  'microsteps',
  'actions',
  'calls',
  'output',
] as const;
export type Filter = (typeof FILTERS)[number];

const KINDS: Readonly<Record<Message['kind'], Filter>> = {
  run: 'steps',
  actor: 'actions',
  event: 'events',
  action: 'actions',
  microstep: 'microsteps',
  state: 'states',
  call: 'steps',
  turn: 'calls',
  evidence: 'evidence',
  progress: 'calls',
  output: 'output',
  outputOmitted: 'output',
  done: 'steps',
  failed: 'steps',
  stop: 'stops',
  decided: 'stops',
  question: 'stops',
  answered: 'stops',
  prediction: 'stops',
  breakpoints: 'stops',
  end: 'stops',
};

export const filterOf = ({ kind }: Message): Filter => KINDS[kind];

type StepOf = (call: number) => StepName | undefined;

/** A message in one line. */
export function lineOf(message: Message, stepOf: StepOf): string {
  switch (message.kind) {
    case 'run':
      return `${message.head.image}, ${message.head.startedAt}`;
    case 'actor':
      return `${message.actor} comes to be${message.parent === null ? '' : `, asked for by ${message.parent}`}`;
    case 'event':
      return `${message.from === null ? '' : `${message.from} → `}${message.actor}: ${message.event}`;
    case 'action':
      return `${message.actor} does ${message.action}`;
    case 'microstep':
      return message.ways.join('; ');
    case 'state':
      return `${message.actor} is in ${innermost(message.active)}`;
    case 'call':
      return message.layer === null ? message.step : `${message.step} ${message.layer.slice(7, 19)}`;
    case 'turn':
      return message.detail;
    case 'evidence':
      return message.evidence.sentence;
    case 'progress':
      return progressLine(message);
    case 'output':
      return `${message.stream}: ${size(Math.floor((message.data.length * 3) / 4))}`;
    case 'outputOmitted':
      return `${message.stream}: what follows is not kept`;
    case 'done':
      return `${stepOf(message.call) ?? 'a step'} is done`;
    case 'failed':
      return `${stepOf(message.call) ?? 'a step'} has failed: ${message.error.message}`;
    case 'stop':
      return `stop ${message.stop.number}: ${message.stop.step ?? 'the end'}`;
    case 'decided':
      return `${message.decision}, by the ${message.by}`;
    case 'question':
      return `question ${message.question.number}: ${message.question.text}`;
    case 'answered':
      return `${message.given ?? 'no guess'}, by the ${message.by}`;
    case 'prediction':
      return predictionLine(message);
    case 'breakpoints':
      return message.states.length === 0 ? 'none any more' : message.states.join(', ');
    case 'end':
      return message.ending;
  }
}

function progressLine({ progress }: Extract<Message, { kind: 'progress' }>): string {
  if (progress.kind === 'line') return progress.text;
  if (progress.kind === 'usage')
    return `memory ${progress.memory === null ? 'not counted' : binarySize(progress.memory)}`;
  return `${progress.digest.slice(7, 19)}: ${progress.status} ${size(progress.current)} of ${size(progress.total)}`;
}

const innermost = (active: readonly string[]) =>
  active.filter((id) => !active.some((other) => other.startsWith(`${id}.`))).join(' and ') || 'its end';

/** Which of the six states a message belongs to; undefined where that cannot be said. */
export function lifecycleAt(message: Message, stepOf: StepOf): LifecycleState | undefined {
  if (message.kind === 'stop') return message.stop.lifecycle;
  if (message.kind === 'evidence') return STEPS[message.evidence.step].lifecycle;
  const step = message.kind === 'call' ? message.step : 'call' in message ? stepOf(message.call) : undefined;
  if (step !== undefined) return STEPS[step].lifecycle;
  if (message.kind === 'output' || message.kind === 'outputOmitted') return 'outputDisplay';
  if (message.kind !== 'state') return undefined;
  return LIFECYCLE.find((name) => message.active.some((id) => id.split('.').includes(name)));
}
