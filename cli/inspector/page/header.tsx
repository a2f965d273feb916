import { isFollowing, teacher } from './class.ts';
import { ClassPanel } from './class-panel.tsx';
import { can, canGoBack, canGoOn, decide, goBack, goOn, isLookingBack } from './driving.ts';
import { Menu } from './menu.tsx';
import { visible } from './model/visible.ts';
import { BadgeMark } from './parts/badge.tsx';
import {
  asking,
  chronicle,
  ending,
  head,
  isOver,
  type Link,
  length,
  link,
  moment,
  pane,
  role,
  scene,
  waiting,
} from './store.ts';

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
        {teacher.value !== undefined && <FollowTeacher />}
        <ClassPanel />
        <Menu />
      </div>
    </header>
  );
}

const FollowTeacher = () => (
  <button
    type="button"
    class="follow-teacher"
    aria-pressed={isFollowing.value}
    aria-keyshortcuts="g"
    onClick={() => (isFollowing.value = !isFollowing.value)}
  >
    Follow the teacher <kbd>g</kbd>
  </button>
);

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
  joining: 'This is a class: it takes a code.',
  open: 'The run is at work.',
  over: 'The run is over.',
  lost: 'The run ended unexpectedly, or the connection did.',
  full: 'A hundred follow already. Trying again…',
  refused: 'This address was used before. Start a new run, or go back to the tab that was first.',
  recorded: 'A recorded run.',
};

/** What only a follower is told of how it stands with the connection. */
const SENTENCES_OF_FOLLOWER: Readonly<Partial<Record<Link, string>>> = {
  over: 'The teacher has ended. What you see stays here.',
  lost: 'The teacher’s machine does not answer. Trying again…',
};

function status(): string {
  const own = role.value === 'follower' ? SENTENCES_OF_FOLLOWER[link.value] : undefined;
  if (own !== undefined) return own;
  if (isLookingBack()) return lookingBack();
  if (link.value === 'recorded') return ending.value === undefined ? SENTENCES.recorded : visible(ending.value.ending);
  if (asking.value !== undefined && link.value === 'open')
    return `A question: what will happen?${elsewhere()}${watching()}`;
  const { stop } = scene.value;
  if (isOver.value && link.value === 'open' && waiting.value === undefined) return overWords();
  if (link.value === 'over') return `${overWords()} What you see stays here.`;
  if (waiting.value === undefined || stop === undefined || link.value !== 'open') return SENTENCES[link.value];
  if (stop.step === undefined) return visible(stop.description);
  return `Stop ${stop.number}: ${stop.lifecycle}.${watching()}`;
}

/** That it is over, and whether it went well: nobody should have to look for that. */
function overWords(): string {
  const { error, exitCode } = ending.value ?? { error: null, exitCode: null };
  if (error !== null) return 'The run is over: it failed.';
  return exitCode === null ? SENTENCES.over : `The run is over: exit code ${exitCode}.`;
}

function lookingBack(): string {
  const where = `moment ${moment.value} of ${length.value}.`;
  if (teacher.value !== undefined && isFollowing.value) return `With the teacher: ${where}`;
  return `Looking back: ${where} ${whereTheRunIs()}`;
}

/** Where it stands, for whoever looks at another pane. */
const elsewhere = () => ((pane.value ?? 'explain') === 'explain' ? '' : ' It stands under Explanation.');

function watching(): string {
  if (role.value === 'watcher') return ' You watch; another window drives.';
  if (teacher.value === undefined) return '';
  return isFollowing.value ? ' You follow the teacher.' : ' You look around.';
}

const whereTheRunIs = () => (chronicle.last('end') === undefined ? 'The run is where it was.' : 'The run is over.');
