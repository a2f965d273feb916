import { useState } from 'preact/hooks';
import { exchangesOf, headerMeaning, type TimedExchange } from '../model/exchanges.ts';
import { count, duration, size } from '../model/quantity.ts';
import { barOf } from '../model/step-times.ts';
import { visible } from '../model/visible.ts';
import { workingTime } from '../model/working-time.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { atMoment, factNow } from '../store.ts';

const exchanges = atMoment(exchangesOf);

/** What was said to the registry, and when: who waited for whom, and with which headers. */
export function HttpPane() {
  const [open, setOpen] = useState<number | undefined>(undefined);
  const all = exchanges.value;
  if (all.length === 0)
    return <NotYet>Nothing was said over HTTP: the image is here, or nobody has asked for it yet.</NotYet>;
  const clock = workingTime(all);
  const length = clock(Math.max(...all.map(({ to }) => to)));
  const bytes = all.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  return (
    <Scroll name="http">
      <PaneHead title="HTTP" badge={factNow('http')?.badge}>
        {count(all.length, 'exchange')} in {duration(length)}, {size(bytes)}. A bar is light until the answer begins,
        and full while it is read.
      </PaneHead>
      <ol class="waterfall">
        {all.map((exchange, at) => (
          <li key={at}>
            <Exchange
              exchange={exchange}
              clock={clock}
              length={length}
              isOpen={open === at}
              toggle={() => setOpen(open === at ? undefined : at)}
            />
          </li>
        ))}
      </ol>
    </Scroll>
  );
}

/** A digest is told from others by its first signs. */
const shortened = (path: string) => path.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…');

interface ExchangeProps {
  readonly exchange: TimedExchange;
  readonly clock: (at: number) => number;
  readonly length: number;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

function Exchange({ exchange, clock, length, isOpen, toggle }: ExchangeProps) {
  const { method, path, origin, status, bodyBytes, ms, error, from, to, answeredAt } = exchange;
  const answered = clock(answeredAt ?? to);
  const [wait, read] = [barOf(clock(from), answered, [0, length]), barOf(answered, clock(to), [0, length])];
  const isBad = error !== undefined || (status ?? 0) >= 400;
  return (
    <>
      <button type="button" class={`exchange ${isBad ? 'wrong' : ''}`} aria-expanded={isOpen} onClick={toggle}>
        <span class="method">{method}</span>
        <span class="path" title={visible(origin + path)}>
          {visible(shortened(path))}
        </span>
        <span class="answer">{error ?? status}</span>
        <span class="number">{size(bodyBytes)}</span>
        <span class="number">{duration(ms)}</span>
        <span class="bars" aria-hidden="true">
          <span class="bar wait" style={{ left: `${wait.left}%`, width: `${wait.width}%` }} />
          <span class="bar" style={{ left: `${read.left}%`, width: `${read.width}%` }} />
        </span>
      </button>
      {isOpen && (
        <div class="headers">
          <p class="quiet mono">{visible(origin + path)}</p>
          <Headers title="asked with" headers={exchange.requestHeaders} />
          <Headers title="answered with" headers={exchange.responseHeaders} />
        </div>
      )}
    </>
  );
}

const Headers = ({
  title,
  headers,
}: {
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
}) => (
  <>
    <h3>{title}</h3>
    <dl class="header-list">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name}>
          <dt class="mono">{visible(name)}</dt>
          <dd>
            <span class="mono">{visible(value)}</span>
            {headerMeaning(name) !== undefined && <span class="note">{headerMeaning(name)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  </>
);
