import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Entry, join, type Refused } from './connection.ts';

/** Why nobody is let in; `under way` while it is being asked. */
const state = signal<Refused | 'under way' | undefined>(undefined);

const SENTENCES: Readonly<Record<Refused | 'under way', string>> = {
  'under way': 'Asking…',
  wrong: 'That is not the code. Look at it once more: a new run has a new one.',
  wait: 'Too many wrong codes were tried. Trying again by itself…',
  full: 'The class is full: a hundred follow already. Try again when somebody has left.',
  gone: 'The teacher’s machine does not answer. Is the run still there, and are you in the same network?',
};

/** The least and the most that is waited for before a code is tried again, in milliseconds: a class would come all at once. */
const [LEAST, MOST] = [500, 1_500];

/** Trades the code for a key, and tries again where others have tried wrong ones; undefined where it is refused. */
export async function joinWith(code: string): Promise<Entry | undefined> {
  state.value = 'under way';
  for (;;) {
    const answer = await join(code);
    if (typeof answer !== 'string') {
      state.value = undefined;
      return answer;
    }
    state.value = answer;
    if (answer !== 'wait') return undefined;
    await new Promise((resolve) => setTimeout(resolve, LEAST + Math.random() * (MOST - LEAST)));
  }
}

/** The door of a class. */
export function Join({ onEntry }: { readonly onEntry: (entry: Entry) => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const isBusy = state.value === 'under way' || state.value === 'wait';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const code = input.current?.value ?? '';
    if (isBusy || code.trim() === '') return;
    void joinWith(code).then((entry) => {
      if (entry !== undefined) return onEntry(entry);
      input.current?.select();
      return undefined;
    });
  };
  return (
    <main class="join">
      <form onSubmit={submit}>
        <h1 class="brand">learn-run</h1>
        <label for="code">The code that your teacher shows</label>
        <input
          ref={input}
          id="code"
          type="text"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={12}
          placeholder="····-···"
          aria-describedby="code-answer"
          aria-invalid={state.value === 'wrong'}
        />
        <button type="submit" class="main" disabled={isBusy}>
          Follow
        </button>
        <p id="code-answer" role="status" class={isBusy ? 'quiet' : 'refusal'}>
          {state.value && SENTENCES[state.value]}
        </p>
        <p class="quiet">
          You see the run as it happens, and look around in it as you like. Only the teacher drives it.
        </p>
      </form>
    </main>
  );
}
