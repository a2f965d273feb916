import { signal } from '@preact/signals';
import { Drawing } from './drawing.tsx';
import { Lanes } from './lanes.tsx';
import { drawingOf, liveScene, SCENES, sceneOf } from './model/scene-choice.ts';
import { Tabs } from './parts/tabs.tsx';
import { StateCard } from './state-card.tsx';
import { active, selected } from './store.ts';

/** The scene that the person wants to see; undefined follows the run. */
const chosen = signal<string | undefined>(undefined);
/** How large the drawing is; undefined fits it to its place. */
const zoom = signal<number | undefined>(undefined);

/** Shows where the run is, from now on. */
export function followRun(): void {
  chosen.value = undefined;
  zoom.value = undefined;
}

/** Opens what is inside a state, and reads about it. */
export function openState(state: string): void {
  selected.value = state;
  const scene = sceneOf(state);
  if (scene !== 'run') chosen.value = scene;
}

/** A chart, or a part of one, as it moves. */
export function Chart() {
  const live = liveScene(active.value);
  const scene = chosen.value ?? live;
  const tabs = SCENES.map(({ scene: id, title }) => ({ id, title: id === live ? `${title} ●` : title }));
  return (
    <section class="chart" aria-label="the statechart">
      <div class="chart-bar">
        <Tabs
          label="parts of the chart"
          tabs={tabs}
          chosen={scene}
          onChoose={choose}
          panel="drawing"
          look="quiet-tabs"
        />
      </div>
      <div class="chart-body" id="drawing" role="tabpanel" aria-labelledby={`tab-${scene}`}>
        {scene === 'layer' && <Lanes />}
        <Drawing
          scene={drawingOf(scene, active.value)}
          label={`the chart: ${scene}`}
          zoom={zoom.value}
          follows={chosen.value === undefined}
          onChoose={(state) => (selected.value = state)}
        />
        <Zoom />
      </div>
      <StateCard />
    </section>
  );
}

const choose = (scene: string) => {
  chosen.value = scene;
};

const larger = (by: number) => {
  zoom.value = Math.max(0.3, Math.min(3, (zoom.value ?? 1) * by));
};

const Zoom = () => (
  <div class="zoom" role="toolbar" aria-label="look at the chart">
    <button type="button" class="small" aria-label="smaller chart" onClick={() => larger(1 / 1.2)}>
      −
    </button>
    <button type="button" class="small" aria-label="larger chart" onClick={() => larger(1.2)}>
      +
    </button>
    <button
      type="button"
      class="small"
      aria-pressed={chosen.value === undefined && zoom.value === undefined}
      aria-keyshortcuts="f"
      onClick={followRun}
    >
      Follow <kbd>f</kbd>
    </button>
  </div>
);
