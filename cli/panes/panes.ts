import type { StepName } from '../../machines/steps.ts';
import { evidenceOf, type Story } from '../../machines/story.ts';
import { evidencePane } from './all-evidence.ts';
import { cleanupPane } from './cleanup.ts';
import { configPane } from './config.ts';
import { digestsPane } from './digests.ts';
import { exitPane } from './exit.ts';
import { imagePane } from './image.ts';
import { layersPane } from './layers.ts';
import { networkPane } from './network.ts';
import { outputPane } from './output.ts';
import type { Pane, PaneName } from './pane.ts';
import { processPane } from './process.ts';
import { registryPane } from './registry.ts';
import { syscallsPane } from './syscalls.ts';

/** The panes that are made of the story alone; the lesson comes from its file. */
const MAKERS: Readonly<Record<Exclude<PaneName, 'lesson'>, (story: Story) => Pane>> = {
  registry: registryPane,
  image: imagePane,
  digests: digestsPane,
  layers: layersPane,
  config: configPane,
  syscalls: syscallsPane,
  process: processPane,
  network: networkPane,
  output: outputPane,
  exit: exitPane,
  cleanup: cleanupPane,
  evidence: evidencePane,
};

/** The pane of that name for a story as far as it is told. The same story gives the same pane, worked out once. */
export function paneFor(name: Exclude<PaneName, 'lesson'>, story: Story): Pane {
  const known = CACHE.get(story) ?? new Map<PaneName, Pane>();
  CACHE.set(story, known);
  const pane = known.get(name) ?? MAKERS[name](story);
  known.set(name, pane);
  return pane;
}

const CACHE = new WeakMap<Story, Map<PaneName, Pane>>();

/** The pane that has most to say about what just happened: that of the newest evidence, or the lesson before there is any. */
export function newestPane(story: Story): PaneName {
  const newest = evidenceOf(story).at(-1);
  return newest === undefined ? 'lesson' : PANE_OF_STEP[newest.step];
}

const PANE_OF_STEP: Readonly<Record<StepName, PaneName>> = {
  lookUpImage: 'image',
  contactRegistry: 'registry',
  authorize: 'registry',
  resolveIndex: 'image',
  fetchManifest: 'image',
  fetchConfig: 'image',
  locateLayer: 'layers',
  downloadLayer: 'registry',
  verifyLayer: 'digests',
  extractLayer: 'layers',
  recordImage: 'image',
  prepareSnapshot: 'layers',
  writeBundle: 'config',
  startInit: 'process',
  connectNetwork: 'network',
  attachStreams: 'process',
  startContainer: 'process',
  streamOutput: 'output',
  detachContainer: 'process',
  awaitExit: 'exit',
  reapContainer: 'exit',
  classifyExit: 'exit',
  deleteContainer: 'cleanup',
  proveCleanup: 'cleanup',
};
