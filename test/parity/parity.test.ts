import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Observed, observe } from '../../.dev/parity/observe.ts';
import { parityPage } from '../../.dev/parity/page.ts';
import { casesOf, judge, readRecording } from '../../.dev/parity/recording.ts';
import { NetworkHost, whyNoNetworkHost } from '../fixtures/network-host.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { openFixtureRegistry } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { AREAS } from './areas.ts';
import { EXPLANATIONS } from './explanations.ts';
import { addParityImages } from './images.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/bin.cjs', import.meta.url));
const PAGE = new URL('../../docs/parity.md', import.meta.url);

/** Of each area so many cases, unless LEARN_RUN_PARITY is set: `npm run parity` tries all, and takes minutes. */
const FIRST = process.env.LEARN_RUN_PARITY ? Number.POSITIVE_INFINITY : 2;

const recording = readRecording();
const why = whyNoContainers ?? whyNoNetworkHost;

describe('the comparison with docker', () => {
  it('has a name of its own for each of at least 120 cases', () => {
    const ids = casesOf(AREAS).map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(120);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('was made with all cases, and no others (if not: npm run parity)', () => {
    expect(Object.keys(recording.seen).toSorted()).toEqual(
      casesOf(AREAS)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('explains every difference, and nothing else', () => {
    expect(judge(AREAS, recording, EXPLANATIONS)).toEqual({ unexplained: [], needless: [] });
  });

  it('is told in docs/parity.md as it was recorded (if not: npm run parity)', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(parityPage(AREAS, recording, EXPLANATIONS));
  });
});

describe.skipIf(why)(`learn-run beside what was recorded${why ? `: ${why}` : ''}`, () => {
  let host: NetworkHost;
  let sandbox: Sandbox;
  let learnRun: Observed;

  beforeAll(async () => {
    if (why) return;
    host = await NetworkHost.open();
    sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const images = addParityImages(registry);
    for (const image of images.values()) expect(await sandbox.run(['pull', image])).toMatchObject({ status: 0 });
    const words = [...host.under, process.execPath, '--', PROGRAM];
    learnRun = { words, env: { LEARN_RUN_HOME: sandbox.home }, images, base: sandbox.base, port: 18_080 };
  });
  afterAll(async () => {
    sandbox?.[Symbol.dispose]();
    await host?.[Symbol.asyncDispose]();
  });

  const quick = AREAS.flatMap(({ cases }) =>
    cases.filter(({ script, isOfTheMachine }) => script === undefined && !isOfTheMachine).slice(0, FIRST),
  );
  it.for(quick)('$id: $title', async (one) => {
    expect(await observe(one, learnRun)).toBe(recording.seen[one.id]?.['learn-run']);
  });
});
