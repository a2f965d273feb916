import { endingNow, statusOf } from '../../../engine/container-status.ts';
import type { Engine } from '../../../engine/engine.ts';
import { readLog } from '../../../engine/log/read-log.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';
import { imageOf } from '../../containers/listed.ts';
import { openEngine } from '../../open-engine.ts';
import type { CheckFunction, Verdict } from '../check.ts';
import type { Check } from '../lesson.ts';

/** Looks at a container that was left in the background: how it ended, and what is kept of its output. */
export const checkContainer: CheckFunction = async (settings, _words, io) => {
  const engine = openEngine(io);
  try {
    return verdictOn(settings, engine);
  } finally {
    await engine.close();
  }
};

function verdictOn(settings: Check['settings'], { store }: Engine): Verdict {
  const [name = ''] = settings.name ?? [];
  const state = store.containers.list().find((entry) => entry.state?.name === name)?.state;
  if (state === undefined) return { passed: false, says: `There is no container called ${name}.` };
  const problem = problemOf(state, name, settings);
  if (problem !== undefined) return { passed: false, says: problem };
  return { passed: true, says: `${name} has ended with exit code ${codeOf(state)}, and what it said is kept.` };
}

function problemOf(state: ContainerState, name: string, settings: Check['settings']): string | undefined {
  const { exit: [exit] = [], image: [image] = [], logs = [] } = settings;
  const its = imageOf(state).replace(/:latest$/, '');
  if (image !== undefined && its !== image) return `${name} is a container of ${its}, not of ${image}.`;
  if (state.manner?.isDetached !== true) return `${name} was not started in the background: the option is -d.`;
  if (statusOf(state) !== 'exited') return `${name} has not ended yet: wait for it with learn-run wait ${name}.`;
  if (codeOf(state) !== exit) return `${name} has ended with exit code ${codeOf(state)}, not ${exit}.`;
  const unsaid = logs.find((text) => !logOf(state).includes(text));
  return unsaid === undefined ? undefined : `${name} did not say ${JSON.stringify(unsaid)}.`;
}

const codeOf = (state: ContainerState) => String(endingNow(state)?.exitCode);

function logOf({ bundle }: ContainerState): string {
  return Buffer.concat([...readLog(bundle)].map(({ bytes }) => bytes)).toString();
}
