import { teachersPane } from './class.ts';
import type { Chronicle, Moment } from './model/chronicle.ts';
import { PANES, type PaneId, type PaneName } from './model/pane-names.ts';
import { VIEWS } from './pane-views.ts';
import { Boundary } from './parts/boundary.tsx';
import { Tabs } from './parts/tabs.tsx';
import { atMoment, pane, shownPane } from './store.ts';

const known = atMoment((chronicle, moment) => new Set(factsOf(chronicle, moment)));

/** The documents there are; the kernel calls are one as soon as init is at the first. */
const factsOf = (chronicle: Chronicle, moment: Moment): string[] => [
  ...chronicle.factNames(moment),
  ...(chronicle.last('turn', moment) === undefined ? [] : ['syscalls']),
];

const GROUPS = [...new Set(PANES.map(({ group }) => group))];
/** The pane that was looked at last in each group. */
const latest = new Map<string, PaneId>();

/** What can be looked at, one thing at a time. */
export function Panes() {
  const shown = PANES.find(({ id }) => id === shownPane.value) ?? PANES[0]!;
  const View = VIEWS[shown.id];
  latest.set(shown.group, shown.id);
  const siblings = PANES.filter(({ group }) => group === shown.group);
  return (
    <section class="panes" aria-label="what happens">
      <Tabs
        label="what to look at"
        tabs={GROUPS.map((group) => ({ id: group, title: group, isTeachers: group === groupOf(teachersPane.value) }))}
        chosen={shown.group}
        onChoose={openGroup}
        panel="pane"
        look="groups"
      />
      <Tabs
        label={shown.group}
        tabs={siblings.map((one) => ({
          id: one.id,
          title: one.title,
          isEmpty: isEmpty(one),
          isTeachers: one.id === teachersPane.value,
        }))}
        chosen={shown.id}
        onChoose={(id) => (pane.value = id)}
        panel="pane"
      />
      <div class="pane" id="pane" role="tabpanel" aria-labelledby={`tab-${shown.id}`} data-pane={shown.id}>
        <Boundary key={shown.id}>
          <View />
        </Boundary>
      </div>
    </section>
  );
}

const groupOf = (pane: string | undefined) => PANES.find(({ id }) => id === pane)?.group;

const isEmpty = ({ facts }: PaneName) => facts !== undefined && !facts.some((name) => known.value.has(name));

function openGroup(group: string): void {
  const first = PANES.find((one) => one.group === group && !isEmpty(one)) ?? PANES.find((one) => one.group === group)!;
  pane.value = latest.get(group) ?? first.id;
}

/** The pane before or after the one that is looked at. */
export function turnPane(by: number): void {
  const at = PANES.findIndex(({ id }) => id === shownPane.value);
  pane.value = PANES[(at + by + PANES.length) % PANES.length]!.id;
}
