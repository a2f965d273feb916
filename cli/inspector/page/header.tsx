import { can, canGoBack, canGoOn, decide, goBack, goOn, isLookingBack } from './driving.ts';
import { Menu } from './menu.tsx';
import { visible } from './model/visible.ts';
import { BadgeMark } from './parts/badge.tsx';
import { chronicle, ending, head, isOver, type Link, length, link, moment, role, scene, waiting } from './store.ts';

/** What is run, where it stands, and what to do about it. */
export function Header() {
  return (
    <header>
      <h1>
        <span class="brand">learn-run</span> {head.value && <span class="image">{visible(head.value.image)}</span>}{' '}
        {head.value && <BadgeMark badge={head.value.badge} />}
        {head.value?.host.isRoot && (
          <span class="badge root" title="The run works as root: what it does, it does to this machine.">
            root
          </span>
        )}
      </h1>
      <p role="status" class={`status ${link.value}`}>
        {status()}
      </p>
      <div class="drive" role="toolbar" aria-label="drive the run">
        <Drive name="Back" letter="b" isPossible={canGoBack()} act={goBack} />
        <Drive
          name={can('next') && isOver.value && !isLookingBack() ? 'Finish' : 'Next'}
          letter="n"
          isPossible={canGoOn()}
          act={goOn}
          look={isLookingBack() ? '' : 'main'}
        />
        {link.value !== 'recorded' && role.value === 'driver' && (
          <>
            <Drive name="Detail" letter="d" isPossible={can('detail')} act={() => decide('detail')} />
            <Drive name="Coarser" letter="D" isPossible={can('coarser')} act={() => decide('coarser')} />
            <Drive name="Run on" letter="r" isPossible={can('runOn')} act={() => decide('runOn')} />
            <Drive name="Quit" letter="q" isPossible={can('quit')} act={() => decide('quit')} />
          </>
        )}
        <Menu />
      </div>
    </header>
  );
}

interface DriveProps {
  readonly name: string;
  readonly letter: string;
  readonly isPossible: boolean;
  readonly act: () => void;
  readonly look?: string;
}

const Drive = ({ name, letter, isPossible, act, look = '' }: DriveProps) => (
  <button
    type="button"
    class={look}
    disabled={!isPossible}
    aria-keyshortcuts={/[A-Z]/.test(letter) ? `Shift+${letter}` : letter}
    onClick={act}
  >
    {name} <kbd>{letter}</kbd>
  </button>
);

const SENTENCES: Readonly<Record<Link, string>> = {
  connecting: 'Connecting…',
  open: 'The run is at work.',
  over: 'The run is over. What you see stays here.',
  lost: 'The run ended unexpectedly, or the connection did.',
  refused: 'This address was used before. Start a new run, or go back to the tab that was first.',
  recorded: 'A recorded run.',
};

function status(): string {
  if (isLookingBack()) return `Looking back: moment ${moment.value} of ${length.value}. ${whereTheRunIs()}`;
  if (link.value === 'recorded') return ending.value === undefined ? SENTENCES.recorded : visible(ending.value.ending);
  const { stop } = scene.value;
  if (waiting.value === undefined || stop === undefined || link.value !== 'open') return SENTENCES[link.value];
  if (stop.step === undefined) return visible(stop.description);
  const watching = role.value === 'watcher' ? ' You watch; another window drives.' : '';
  return `Stop ${stop.number}: ${stop.lifecycle}.${watching}`;
}

const whereTheRunIs = () => (chronicle.last('end') === undefined ? 'The run is where it was.' : 'The run is over.');
