import type { Json } from '../../engine/json.ts';
import type { KnownFacts } from '../../machines/facts.ts';
import { evidenceOf, factOf, type Story } from '../../machines/story.ts';
import { type Pane, paneOf } from './pane.ts';

/** The proof that nothing is left, or what is. */
export function cleanupPane(story: Story): Pane {
  const leftovers = factOf(story, 'leftovers', 'proveCleanup');
  const found = [...evidenceOf(story, 'deleteContainer'), ...evidenceOf(story, 'proveCleanup')];
  return paneOf({
    name: 'cleanup',
    title: 'what is left',
    badge: found.length === 0 ? undefined : story.badge,
    document:
      found.length === 0
        ? undefined
        : documentOf(
            leftovers,
            found.map(({ sentence }) => sentence),
          ),
    meanings: MEANINGS,
    check: found.flatMap(({ check }) => check),
    nothing: 'Nothing was cleaned up yet. It is, however the run ends.',
  });
}

function documentOf(leftovers: KnownFacts['leftovers'] | undefined, sentences: readonly string[]): Json {
  if (leftovers === undefined) return { 'was done': [...sentences] };
  const { mounts, processes, cgroups, files, network = [] } = leftovers;
  const listed = (things: readonly (string | number)[]) => (things.length === 0 ? 'none' : [...things]);
  return {
    mounts: listed(mounts),
    processes: listed(processes),
    cgroups: listed(cgroups),
    network: listed(network),
    files: listed(files),
    'was done': [...sentences],
  };
}

const MEANINGS: Readonly<Record<string, string>> = {
  '/mounts': "Mount points of the host below the container's directory, in /proc/self/mountinfo.",
  '/processes': 'Init, where it still runs. When process 1 of a pid namespace ends, the kernel kills all others in it.',
  '/cgroups': 'Directories of its cgroup that still exist.',
  '/network': 'Its cable, its address, its published ports, the program that carried its packets.',
  '/files': "The container's directory, with the files that it had written. The image's layers stay, for the next one.",
  '/was done': 'In this order.',
};
