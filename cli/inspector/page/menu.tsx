import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { invite } from './connection.ts';
import { entry } from './entry.ts';
import { changeSize, SIZES, THEMES, textSize, theme } from './looks.ts';
import { Command } from './parts/command.tsx';
import { link, role } from './store.ts';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['n, Space', 'next: turn the page; at the present that drives the run'],
  ['b', 'back: look at the stop before; the run stays where it is'],
  ['d', 'detail: stop more often from here on'],
  ['D', 'coarser: stop less often'],
  ['r', 'run on to the next breakpoint, or to the end'],
  ['R', 'run to the end, past all breakpoints'],
  ['q', 'quit: everything is cleaned up'],
  ['1 … 9, 0', 'where there is a question: that answer; no guess'],
  ['← →', 'one moment back or forth'],
  ['Esc', 'now; or close what is open'],
  ['[ ]', 'the pane before, the pane after'],
  ['p', 'set or clear a breakpoint at the chosen state'],
  ['f', 'the chart follows the run again'],
  ['g', 'in a class: look where the teacher looks'],
  ['s', 'where the run is shared: the way in for a class'],
  ['+ −', 'everything larger or smaller, as for a projector'],
  ['t', 'light, dark, or as your system likes it'],
  ['?', 'this list'],
];

/** How the page looks, its keys, and further windows. */
export function Menu() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const open = () => dialog.current?.showModal();
    addEventListener('learn-run-help', open);
    return () => removeEventListener('learn-run-help', open);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-label="help and settings"
        aria-keyshortcuts="?"
        onClick={() => dialog.current?.showModal()}
      >
        Help <kbd>?</kbd>
      </button>
      <dialog ref={dialog} aria-label="help and settings">
        <div class="dialog-head">
          <h2>Help and settings</h2>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close <kbd>Esc</kbd>
          </button>
        </div>
        <Looks />
        <Windows />
        <h3>Keys</h3>
        <dl class="keys">
          {KEYS.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <Legend />
      </dialog>
    </>
  );
}

const Looks = () => (
  <div class="looks">
    <fieldset>
      <legend>Colours</legend>
      {THEMES.map((name) => (
        <button key={name} type="button" aria-pressed={theme.value === name} onClick={() => (theme.value = name)}>
          {name}
        </button>
      ))}
    </fieldset>
    <fieldset>
      <legend>Size: {textSize.value} %</legend>
      <button type="button" aria-label="smaller" disabled={textSize.value === SIZES[0]} onClick={() => changeSize(-1)}>
        −
      </button>
      <button
        type="button"
        aria-label="larger"
        disabled={textSize.value === SIZES.at(-1)}
        onClick={() => changeSize(1)}
      >
        +
      </button>
    </fieldset>
  </div>
);

/** One drives, as many as like to watch: on the projector, say. */
function Windows() {
  const address = useSignal<string | undefined>(undefined);
  const own = entry();
  if (own === undefined || role.value !== 'driver' || link.value !== 'open') return null;
  const ask = () =>
    void invite(own).then(
      (found) => (address.value = found),
      () => (address.value = undefined),
    );
  return (
    <>
      <h3>Another window</h3>
      {address.value === undefined ? (
        <button type="button" onClick={ask}>
          Address for a window that only watches
        </button>
      ) : (
        <Command line={address.value} />
      )}
      <p class="quiet">
        Good for one use, on this machine. That window looks where it likes, and cannot drive the run.
      </p>
    </>
  );
}

const Legend = () => (
  <>
    <h3>The chart</h3>
    <ul class="legend">
      <li>
        <span class="mark now" /> active now
      </li>
      <li>
        <span class="mark was" /> was active; the way taken is bold
      </li>
      <li>
        <span class="mark next" /> may come next
      </li>
      <li>
        <span class="mark wrong" /> failed here
      </li>
      <li>
        <span class="mark stop" /> a breakpoint: the run stops before it
      </li>
      <li>
        A dot: here it begins. ▸ an actor at work. [a condition]. Two borders: an end. Dashed boxes: side by side.
      </li>
    </ul>
  </>
);
