import type { ComponentType } from 'preact';
import type { PaneId } from './model/pane-names.ts';
import { CapabilitiesPane } from './panes/capabilities.tsx';
import { CgroupPane } from './panes/cgroup.tsx';
import { CleanupPane } from './panes/cleanup.tsx';
import { ConfigPane } from './panes/config.tsx';
import { DiagnosisPane } from './panes/diagnosis.tsx';
import { DigestsPane } from './panes/digests.tsx';
import { DocumentsPane } from './panes/documents.tsx';
import { EvidencePane } from './panes/evidence.tsx';
import { ExitPane } from './panes/exit.tsx';
import { ExplainPane } from './panes/explain.tsx';
import { HttpPane } from './panes/http.tsx';
import { LayersPane } from './panes/layers.tsx';
import { LessonPane } from './panes/lesson.tsx';
import { MountsPane } from './panes/mounts.tsx';
import { NamespacesPane } from './panes/namespaces.tsx';
import { NetworkPane } from './panes/network.tsx';
import { OutputPane } from './panes/output.tsx';
import { ProcessPane } from './panes/process.tsx';
import { SeccompPane } from './panes/seccomp.tsx';
import { SequencePane } from './panes/sequence.tsx';
import { SummaryPane } from './panes/summary.tsx';
import { SyscallsPane } from './panes/syscalls.tsx';
import { TimelinePane } from './panes/timeline.tsx';
import { TimesPane } from './panes/times.tsx';

/** What each pane shows. */
export const VIEWS: Readonly<Record<PaneId, ComponentType>> = {
  explain: ExplainPane,
  summary: SummaryPane,
  lesson: LessonPane,
  diagnosis: DiagnosisPane,
  timeline: TimelinePane,
  times: TimesPane,
  sequence: SequencePane,
  evidence: EvidencePane,
  http: HttpPane,
  documents: DocumentsPane,
  digests: DigestsPane,
  layers: LayersPane,
  config: ConfigPane,
  syscalls: SyscallsPane,
  process: ProcessPane,
  namespaces: NamespacesPane,
  mounts: MountsPane,
  network: NetworkPane,
  capabilities: CapabilitiesPane,
  seccomp: SeccompPane,
  cgroup: CgroupPane,
  output: OutputPane,
  exit: ExitPane,
  cleanup: CleanupPane,
};
