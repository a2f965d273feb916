import { LANE_STATES, type Lane, lanesOf } from './model/layer-lanes.ts';
import { size } from './model/quantity.ts';
import { shortDigest, visible } from './model/visible.ts';
import { atMoment, pane, selected } from './store.ts';

const lanes = atMoment(lanesOf);

/** All layers side by side, each with where it is: they share one chart, and go through it at their own pace. */
export function Lanes() {
  if (lanes.value.length === 0)
    return <p class="quiet">The layers come side by side as soon as the manifest has named them.</p>;
  return (
    <ol class="lanes" aria-label="layers side by side">
      {lanes.value.map((lane) => (
        <LaneView key={lane.actor} lane={lane} />
      ))}
    </ol>
  );
}

function LaneView({ lane }: { readonly lane: Lane }) {
  const { digest, status, current, size: bytes, state } = lane;
  const at = LANE_STATES.findIndex((name) => state === `layer.${name}`);
  const isThere = state === 'layer.alreadyExists' || (state === undefined && status === 'Already exists');
  return (
    <li class="lane">
      <button type="button" class="link mono" title={visible(digest)} onClick={() => (pane.value = 'layers')}>
        {shortDigest(digest)}
      </button>
      <span class="quiet">{size(bytes)}</span>
      <span class="track" aria-hidden="true">
        {LANE_STATES.map((name, index) => (
          <button
            key={name}
            type="button"
            tabIndex={-1}
            class={isThere || index < at ? 'was' : index === at ? 'on' : ''}
            onClick={() => (selected.value = `layer.${name}`)}
          >
            {name}
          </button>
        ))}
      </span>
      <span class="lane-status">{visible(status || 'not begun')}</span>
      {current !== undefined && (
        <progress aria-label={`${status} ${shortDigest(digest)}`} value={current} max={bytes} />
      )}
    </li>
  );
}
