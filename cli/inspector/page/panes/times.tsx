import { count, duration } from '../model/quantity.ts';
import { barOf, type StepTime, stepTimes } from '../model/step-times.ts';
import { shortDigest, visible } from '../model/visible.ts';
import { workingTime } from '../model/working-time.ts';
import { PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { atMoment, chronicle, goTo, head } from '../store.ts';

const steps = atMoment(stepTimes);

/** Each step with when it was and how long it took, one below the other as they overlap. */
export function TimesPane() {
  return (
    <Scroll name="times">
      <PaneHead title="Times" badge={head.value?.badge}>
        {head.value?.badge === 'REPLAY' && !head.value.isRecording
          ? 'The times of this replay. Those of the run itself: learn-run inspect FILE.'
          : `${count(steps.value.length, 'step')}; pauses between them are left out.`}
      </PaneHead>
      <TimesTable />
    </Scroll>
  );
}

/** The steps as a waterfall; with the sentences that each has found. */
export function TimesTable({ hasSentences = false }: { readonly hasSentences?: boolean }) {
  const latest = chronicle.messages.at(-1)?.at ?? 0;
  const clock = workingTime(steps.value.map(({ from, to = latest }) => ({ from, to })));
  return (
    <table class="waterfall-table">
      <thead>
        <tr>
          <th scope="col">step</th>
          <th scope="col" class="number">
            took
          </th>
          <th scope="col">when, of {duration(clock(latest))}</th>
        </tr>
      </thead>
      <tbody>
        {steps.value.map((step) => (
          <Row key={step.call} step={step} clock={clock} latest={latest} hasSentences={hasSentences} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly step: StepTime;
  readonly clock: (at: number) => number;
  readonly latest: number;
  readonly hasSentences: boolean;
}

function Row({ step, clock, latest, hasSentences }: RowProps) {
  const { from, to, lifecycle, error, evidence, layer } = step;
  const { left, width } = barOf(clock(from), clock(to ?? latest), [0, clock(latest)]);
  const sentences = visible(error?.message ?? evidence.map(({ sentence }) => sentence).join(' '));
  return (
    <tr data-lifecycle={lifecycle} class={error ? 'wrong' : ''}>
      <th scope="row">
        <button type="button" class="link" onClick={() => goTo(step.sequence + 1)}>
          {step.step}
        </button>
        {layer !== null && <span class="quiet mono"> {shortDigest(layer)}</span>}
        {hasSentences && <span class="note block">{sentences}</span>}
      </th>
      <td class="number">{to === undefined ? 'not over' : duration(to - from)}</td>
      <td class="bars" title={sentences}>
        <span class="bar" style={{ left: `${left}%`, width: `${width}%` }} />
      </td>
    </tr>
  );
}
