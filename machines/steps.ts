/** The six things that `docker run` does, in the user's words and in their order. */
export const LIFECYCLE = [
  'imageCheck',
  'containerCreation',
  'containerExecution',
  'outputDisplay',
  'containerExit',
  'containerCleanup',
] as const;

export type LifecycleState = (typeof LIFECYCLE)[number];

/** One entry of the table below: which chart asks for this actor, in which of its states, during which of the six. */
export interface Step {
  readonly chart: 'run' | 'pull' | 'layer' | 'container';
  /** Path of the state that invokes the actor, within its chart. */
  readonly state: string;
  readonly lifecycle: LifecycleState;
  /** True at the one step where `--step` stops for its lifecycle state. */
  readonly isStation: boolean;
}

const step = (chart: Step['chart'], state: string, lifecycle: LifecycleState, isStation = false): Step => ({
  chart,
  state,
  lifecycle,
  isStation,
});

/**
 * Every step that a run may take: one for each actor of the contract, named after it.
 * `test/machines/steps.test.ts` checks the table against the charts.
 */
export const STEPS = {
  lookUpImage: step('run', 'imageCheck.lookingUp', 'imageCheck', true),
  contactRegistry: step('pull', 'contacting', 'imageCheck'),
  authorize: step('pull', 'authorizing', 'imageCheck'),
  resolveIndex: step('pull', 'resolvingIndex', 'imageCheck'),
  fetchManifest: step('pull', 'fetchingManifest', 'imageCheck'),
  fetchConfig: step('pull', 'fetchingConfig', 'imageCheck'),
  locateLayer: step('layer', 'waiting', 'imageCheck'),
  downloadLayer: step('layer', 'downloading', 'imageCheck'),
  verifyLayer: step('layer', 'verifying', 'imageCheck'),
  extractLayer: step('layer', 'extracting', 'imageCheck'),
  recordImage: step('pull', 'recordingImage', 'imageCheck'),
  prepareSnapshot: step('container', 'creating.preparingSnapshot', 'containerCreation', true),
  writeBundle: step('container', 'creating.writingBundle', 'containerCreation'),
  startInit: step('container', 'creating.startingInit', 'containerCreation'),
  connectNetwork: step('container', 'creating.connectingNetwork', 'containerCreation'),
  attachStreams: step('run', 'containerRunning.outputDisplay.attaching', 'outputDisplay'),
  startContainer: step('container', 'created.starting', 'containerExecution', true),
  detachContainer: step('run', 'containerDetaching', 'containerExecution'),
  streamOutput: step('run', 'containerRunning.outputDisplay.streaming', 'outputDisplay', true),
  awaitExit: step('container', 'running', 'containerExecution'),
  reapContainer: step('run', 'containerExit.reaping', 'containerExit', true),
  classifyExit: step('run', 'containerExit.classifying', 'containerExit'),
  deleteContainer: step('container', 'deleting', 'containerCleanup', true),
  proveCleanup: step('run', 'containerCleanup.proving', 'containerCleanup'),
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof STEPS;
