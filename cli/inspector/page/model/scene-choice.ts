/** A part of the charts that can be looked at by itself, by the name of its drawing. @see cli/chart/scenes.ts */
export interface SceneChoice {
  readonly scene: string;
  readonly title: string;
}

/** From the whole to its parts, in the order in which a run comes to them. */
export const SCENES: readonly SceneChoice[] = [
  { scene: 'run', title: 'run' },
  { scene: 'run.imageCheck', title: 'image' },
  { scene: 'layer', title: 'layers' },
  { scene: 'container.creating', title: 'creation' },
  { scene: 'container', title: 'container' },
  { scene: 'run.containerRunning', title: 'running' },
  { scene: 'run.containerExit', title: 'exit' },
  { scene: 'run.containerCleanup', title: 'cleanup' },
];

/** Where something happens in which scene, the innermost first. */
const LIVE: readonly (readonly [state: string, scene: string])[] = [
  ['run.completed', 'run'],
  ['run.failed', 'run'],
  ['run.containerCleanup', 'run.containerCleanup'],
  ['run.containerExit', 'run.containerExit'],
  ['run.containerRunning', 'run.containerRunning'],
  ['run.containerCreation', 'container.creating'],
  ['pull.fetchingLayers', 'layer'],
  ['run.imageCheck', 'run.imageCheck'],
];

/** The scene in which the run is. */
export const liveScene = (active: ReadonlySet<string>): string =>
  LIVE.find(([state]) => active.has(state))?.[1] ?? 'run';

/** The scene that shows the inside of one of the six states, or the state itself. */
export function sceneOf(state: string): string {
  if (state.startsWith('pull')) return 'run.imageCheck';
  if (state.startsWith('layer')) return 'layer';
  if (state.startsWith('container.creating')) return 'container.creating';
  if (state.startsWith('container.')) return 'container';
  return LIVE.find(([place]) => state === place || state.startsWith(`${place}.`))?.[1] ?? 'run';
}

/** The scene that is drawn: that of the held process where it is about the container's own chart. */
export const drawingOf = (scene: string, active: ReadonlySet<string>): string =>
  scene === 'container' && active.has('container.created') ? 'container.created' : scene;
