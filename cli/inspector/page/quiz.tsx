import { useState } from 'preact/hooks';
import { answer, canAnswer } from './driving.ts';
import type { OpenQuestion } from './messages.ts';
import { visible } from './model/visible.ts';
import { asking } from './store.ts';

/** What somebody is to predict, before the run goes on: who drives answers, all others may think along. */
export function Quiz() {
  const question = asking.value;
  if (question === undefined) return null;
  const { number, text, choices } = question;
  return (
    <section class="quiz" aria-label="a question">
      <h2>What will happen?</h2>
      <p>{visible(text)}</p>
      {choices === null ? <Figure key={number} /> : <Choices choices={choices} />}
      {canAnswer() && (
        <p>
          <button type="button" onClick={() => answer(null)}>
            No guess <kbd>0</kbd>
          </button>
        </p>
      )}
    </section>
  );
}

const Choices = ({ choices }: { readonly choices: NonNullable<OpenQuestion['choices']> }) => (
  <ol class="choices">
    {choices.map((choice, at) => (
      <li key={choice}>
        <button type="button" disabled={!canAnswer()} onClick={() => answer(at)}>
          <kbd>{at + 1}</kbd> {visible(choice)}
        </button>
      </li>
    ))}
  </ol>
);

/** Where the answer is a number. */
function Figure() {
  const [typed, setTyped] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (typed !== '') answer(typed);
  };
  return (
    <form class="figure" onSubmit={submit}>
      <input
        inputMode="numeric"
        pattern="\d{1,15}"
        aria-label="your answer, a number"
        value={typed}
        disabled={!canAnswer()}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <button type="submit" class="main" disabled={!canAnswer() || typed === ''}>
        Answer
      </button>
    </form>
  );
}
