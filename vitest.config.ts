import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole runs, one after the other, in files that take the longest. */
const SLOW = /\/test\/(?:e2e|lessons)\//;

/**
 * The slow files first: a machine that has never run them cannot know, and would wait for one of them in the end, alone.
 * The quick ones that share a process last, one after the other.
 */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) =>
      SLOW.test(moduleId) ? 0 : project.config.isolate ? 1 : 2;
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/**
 * What touches neither the kernel nor the environment of its process: such files share one, and load what they test once.
 */
const PURE = [
  'test/machines/**/*.test.ts',
  'test/cli/{changes,chart,explain,export,inspector,options,panes,predict,terminal}/**/*.test.ts',
  'test/engine/{bundle,elf,embedded,image,log,record,registry,seccomp}/**/*.test.ts',
];

export default defineConfig({
  test: {
    pool: 'forks',
    // One more than there are processors: most tests wait for a program that they have started.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Of what is asked for again and again until it is so: on a busy machine the usual second is soon over.
    expect: { poll: { timeout: 15_000 } },
    sequence: { sequencer: SlowFirst },
    projects: [
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: PURE } },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
