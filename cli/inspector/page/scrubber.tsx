import { isFollowing, teachersMoment } from './class.ts';
import { canGoBack, goBack, goOn, isLookingBack } from './driving.ts';
import { NOW } from './model/chronicle.ts';
import { duration } from './model/quantity.ts';
import { stretchesOf } from './model/stretches.ts';
import { chronicle, goTo, length, moment, now } from './store.ts';

const stretches = now(stretchesOf);
const stops = now((told) => told.of('stop').map(({ sequence }) => sequence));

/** The whole story as one line, in the colours of its six states, with the stops on it: a place to go back and forth. */
export function Scrubber() {
  const count = length.value;
  const at = moment.value === NOW ? count : moment.value;
  const message = chronicle.messages[at - 1];
  return (
    <section class="scrubber" aria-label="moments">
      <div class="track">
        <span class="stretches" aria-hidden="true">
          {stretches.value.map(({ lifecycle, from, to }) => (
            <span
              key={from}
              data-lifecycle={lifecycle}
              style={{ left: part(from, count), width: part(to - from, count) }}
            />
          ))}
          {stops.value.map((sequence) => (
            <i key={sequence} style={{ left: part(sequence + 1, count) }} />
          ))}
        </span>
        {teachersMoment.value !== undefined && (
          <span
            class={`teacher ${isFollowing.value ? 'followed' : ''}`}
            title="The teacher is here."
            style={{ left: `calc(0.5rem + (100% - 1rem) * ${(teachersMoment.value - 1) / Math.max(count - 1, 1)})` }}
          />
        )}
        <input
          type="range"
          aria-label="moment"
          aria-valuetext={`${at} of ${count}`}
          min={1}
          max={Math.max(count, 1)}
          value={at}
          onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
        />
      </div>
      <span class="when">
        {message === undefined ? '' : duration(message.at)} <span class="quiet">{`${at} / ${count}`}</span>
      </span>
      <button type="button" class="small" aria-label="the stop before" disabled={!canGoBack()} onClick={goBack}>
        ◂
      </button>
      <button type="button" class="small" aria-label="the stop after" disabled={!isLookingBack()} onClick={goOn}>
        ▸
      </button>
      <button
        type="button"
        class="small"
        aria-keyshortcuts="Escape"
        disabled={!isLookingBack()}
        onClick={() => (moment.value = NOW)}
      >
        Now
      </button>
    </section>
  );
}

const part = (of: number, count: number) => `${(of / Math.max(count, 1)) * 100}%`;
