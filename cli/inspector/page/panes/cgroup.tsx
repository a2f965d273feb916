import { binarySize } from '../../../../machines/binary-size.ts';
import { CGROUP_FILES } from '../../../panes/meanings/cgroup-files.ts';
import { whole } from '../documents.ts';
import { lookup } from '../model/lookup.ts';
import { duration } from '../model/quantity.ts';
import { graphPath, type UsageSample, usageSamples } from '../model/usage-graph.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Tree } from '../parts/tree.tsx';
import { atMoment, factNow } from '../store.ts';

const samples = atMoment(usageSamples);

/** What the container uses, as its cgroup counts it, and what it may use. */
export function CgroupPane() {
  const fact = factNow('cgroup');
  if (fact === undefined) return <NotYet>The cgroup comes with startInit, in containerCreation.</NotYet>;
  const document = whole(fact.value);
  const { length: count } = samples.value;
  return (
    <Scroll name="cgroup">
      <PaneHead title="Cgroup" badge={fact.badge}>
        {count < 2
          ? 'Figures come while the program runs, ten times a second.'
          : `Read ${count} times in ${duration(samples.value.at(-1)!.ms)}.`}
      </PaneHead>
      {count > 1 && (
        <div class="graphs">
          <Graph title="memory" of={({ memory }) => memory} show={binarySize} />
          <Graph title="processor" of={({ cpu }) => cpu} show={(part) => `${Math.round(part * 100)} %`} />
          <Graph title="processes" of={({ pids }) => pids} show={String} />
        </div>
      )}
      <Files />
      <h3>What it says of itself</h3>
      {document && (
        <div class="short">
          <Tree label="cgroup" value={document} />
        </div>
      )}
    </Scroll>
  );
}

/** What the kernel counts and limits, as files: cat prints the same. */
function Files() {
  const fact = factNow('cgroup files');
  if (fact === undefined) return null;
  return (
    <>
      <h3>Its files, while the process was held</h3>
      <table>
        <tbody>
          {Object.entries(fact.value as Readonly<Record<string, string>>).map(([path, text]) => (
            <tr key={path}>
              <th scope="row" title={visible(path)}>
                {visible(lastName(path))}
                <span class="note block">{lookup(CGROUP_FILES, lastName(path))}</span>
              </th>
              <td class="mono">{visible(text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const lastName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

interface GraphProps {
  readonly title: string;
  readonly of: (sample: UsageSample) => number | null;
  readonly show: (value: number) => string;
}

const [WIDTH, HEIGHT] = [300, 80];

function Graph({ title, of, show }: GraphProps) {
  const values = samples.value.map(of);
  const known = values.filter((value) => value !== null);
  const times = samples.value.map(({ ms }) => ms);
  const path = graphPath(values, times, WIDTH, HEIGHT);
  const [most, last] = [Math.max(...known, 0), known.at(-1)];
  const words = last === undefined ? 'not counted here' : `${show(last)}, at most ${show(most)}`;
  return (
    <figure>
      <figcaption>
        <b>{title}</b> <span class="quiet">{words}</span>
      </figcaption>
      <svg
        viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
        role="img"
        aria-label={`${title}: ${words}`}
        preserveAspectRatio="none"
      >
        {path !== '' && <path class="area" d={`${path}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} />}
        <path class="curve" d={path} />
      </svg>
    </figure>
  );
}
