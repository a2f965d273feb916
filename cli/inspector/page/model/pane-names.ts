import { lookup } from './lookup.ts';

/** One thing to look at. */
export interface PaneName {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** The documents that it shows: it is empty before the first of them. Undefined: it never is. */
  readonly facts?: readonly string[];
}

/** All panes, by what they are about. */
export const PANES = [
  { id: 'explain', title: 'Explanation', group: 'Now' },
  { id: 'summary', title: 'Summary', group: 'Now' },
  { id: 'lesson', title: 'Lesson', group: 'Now' },
  { id: 'diagnosis', title: 'Diagnosis', group: 'Now' },
  { id: 'timeline', title: 'Timeline', group: 'Story' },
  { id: 'times', title: 'Times', group: 'Story' },
  { id: 'sequence', title: 'Sequence', group: 'Story' },
  { id: 'evidence', title: 'Evidence', group: 'Story' },
  { id: 'http', title: 'HTTP', group: 'Image', facts: ['http'] },
  { id: 'documents', title: 'Documents', group: 'Image', facts: ['index', 'manifest', 'image config'] },
  { id: 'digests', title: 'Digests', group: 'Image', facts: ['bytes', 'manifest'] },
  { id: 'layers', title: 'Layers', group: 'Image', facts: ['manifest', 'files'] },
  { id: 'config', title: 'config.json', group: 'Container', facts: ['config.json'] },
  { id: 'syscalls', title: 'System calls', group: 'Container', facts: ['syscalls'] },
  { id: 'process', title: 'Process', group: 'Container', facts: ['process'] },
  { id: 'namespaces', title: 'Namespaces', group: 'Container', facts: ['process'] },
  { id: 'network', title: 'Network', group: 'Container', facts: ['network'] },
  { id: 'mounts', title: 'Mounts', group: 'Container', facts: ['process'] },
  { id: 'capabilities', title: 'Capabilities', group: 'Container', facts: ['process'] },
  { id: 'seccomp', title: 'Seccomp', group: 'Container', facts: ['seccomp'] },
  { id: 'cgroup', title: 'Cgroup', group: 'Container', facts: ['cgroup'] },
  { id: 'output', title: 'Output', group: 'Program', facts: ['output'] },
  { id: 'exit', title: 'Exit', group: 'Program', facts: ['wait status'] },
  { id: 'cleanup', title: 'Cleanup', group: 'Program', facts: ['leftovers'] },
] as const satisfies readonly PaneName[];

export type PaneId = (typeof PANES)[number]['id'];

/** Documents that a pane shows beside those that fill it. */
const BESIDES: Readonly<Record<string, PaneId>> = {
  'resource usage': 'exit',
  'out of memory': 'exit',
  inside: 'process',
  program: 'process',
  host: 'namespaces',
  'cgroup files': 'cgroup',
  'changed by hand': 'config',
  bytes: 'digests',
  digests: 'digests',
  layers: 'layers',
  contents: 'layers',
  layer: 'layers',
  snapshot: 'layers',
  written: 'layers',
  origins: 'config',
};

/** The pane that shows a document best; that of all documents where none is made for it. */
export function paneOfFact(name: string): PaneName {
  const all: readonly PaneName[] = PANES;
  const id = lookup(BESIDES, name);
  return (
    all.find((pane) => (id === undefined ? pane.facts?.includes(name) : pane.id === id)) ??
    all.find((pane) => pane.id === 'evidence')!
  );
}
