import type { Evidence } from '../../../../machines/evidence.ts';
import type { LifecycleState } from '../../../../machines/steps.ts';
import { openLesson } from '../lesson-choice.ts';
import type { LessonText } from '../messages.ts';
import { paneOfFact } from '../model/pane-names.ts';
import { outcomeOf } from '../model/predictions.ts';
import { visible } from '../model/visible.ts';
import { BadgeMark } from '../parts/badge.tsx';
import { Blocks } from '../parts/blocks.tsx';
import { Command } from '../parts/command.tsx';
import { KernelCall } from '../parts/kernel-call.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Tree } from '../parts/tree.tsx';
import { Quiz } from '../quiz.tsx';
import { asking, charts, ending, head, lessons, link, pane, scene, selected, waiting } from '../store.ts';

/** What just happened, what comes next, and where one can read more. */
export function ExplainPane() {
  // Why it failed is not to be looked for below all that went well.
  const hasFailed = ending.value !== undefined && ending.value.error !== null;
  const { happened, answered, verdicts } = scene.value;
  if (link.value === 'refused') return <Elsewhere />;
  return (
    <Scroll name="explain">
      <Quiz />
      {hasFailed && <End />}
      <h2>What just happened</h2>
      {happened.length > 0 && (
        <ul class="happened">
          {happened.map((evidence, at) => (
            <Found key={at} evidence={evidence} />
          ))}
        </ul>
      )}
      {answered !== undefined && <Answered line={answered} />}
      {happened.length === 0 && answered === undefined && <Nothing />}
      {verdicts.map((verdict) => (
        <p key={verdict.sequence} class={`verdict-line ${verdict.isRight ? 'right' : ''}`}>
          {visible(verdict.question)} <b>{visible(outcomeOf(verdict))}</b>{' '}
          <span class="note block">{visible(verdict.because)}</span>
        </p>
      ))}
      {ending.value === undefined ? <Next /> : !hasFailed && <End />}
    </Scroll>
  );
}

/** This page was told nothing: what there is to see stands in another one. */
const Elsewhere = () => (
  <Scroll name="explain">
    <p class="quiet">
      The run is shown in the tab that was first. Its Help (<kbd>?</kbd>) has an address for a window beside it, which
      only watches.
    </p>
  </Scroll>
);

function Found({ evidence }: { readonly evidence: Evidence }) {
  const { step, badge, sentence, check, facts } = evidence;
  const panes = new Map(Object.keys(facts).map((name) => [paneOfFact(name).id, paneOfFact(name)]));
  return (
    <li>
      <p>
        <BadgeMark badge={badge} /> <b class="step">{step}</b> {visible(sentence)}
      </p>
      {panes.size > 0 && (
        <p class="look-closer">
          {[...panes.values()].map(({ id, title }) => (
            <button key={id} type="button" class="small" onClick={() => (pane.value = id)}>
              {title}
            </button>
          ))}
        </p>
      )}
      {check.length > 0 && (
        <details class="check">
          <summary>check it in a terminal</summary>
          {check.map((line) => (
            <Command key={line} line={line} />
          ))}
        </details>
      )}
    </li>
  );
}

/** What the kernel has said to the call that was made last. */
const Answered = ({ line }: { readonly line: string }) => (
  <p>
    {head.value && <BadgeMark badge={head.value.badge} />} <KernelCall line={line} />
    <button type="button" class="small" onClick={() => (pane.value = 'syscalls')}>
      System calls
    </button>
  </p>
);

const Nothing = () => (
  <p class="quiet">
    {(scene.value.stop?.number ?? 1) > 1 ? 'Nothing new since the last stop.' : 'Nothing yet: this is the beginning.'}
  </p>
);

function Next() {
  const { stop } = scene.value;
  if (stop?.step === undefined) {
    const isAsking = asking.value !== undefined;
    return <p class="quiet">{isAsking ? 'The run waits for an answer.' : 'The run goes by itself.'}</p>;
  }
  // What came of the call before is said above.
  const { answered: _, ...known } = stop.facts;
  const words = charts.value.states[stop.state];
  const lesson = lessons.value.find(({ id }) => id === words?.lesson);
  return (
    <>
      <h2>{waiting.value?.number === stop.number ? 'What comes next' : 'What came next'}</h2>
      <p>
        <b class="step">{stop.step}</b>{' '}
        {stop.detail === undefined ? visible(stop.description) : <KernelCall line={stop.detail} />}
      </p>
      <dl class="facts">
        <div>
          <dt>the state</dt>
          <dd>
            <button type="button" class="link" onClick={() => (selected.value = stop.state)}>
              {stop.state.replaceAll('.', ' › ')}
            </button>
          </dd>
        </div>
        {stop.spec !== undefined && (
          <div>
            <dt>the rule</dt>
            <dd>{stop.spec}</dd>
          </div>
        )}
      </dl>
      {Object.keys(known).length > 0 && (
        <details class="check">
          <summary>what is known about it</summary>
          <div class="short">
            <Tree label="what is known about it" value={known} />
          </div>
        </details>
      )}
      {lesson !== undefined && <Why lesson={lesson} lifecycle={stop.lifecycle} />}
    </>
  );
}

/** How the lesson of the state begins: why anybody should care. */
function Why({ lesson, lifecycle }: { readonly lesson: LessonText; readonly lifecycle: LifecycleState }) {
  const paragraphs = lesson.blocks.slice(1);
  const end = paragraphs.findIndex((block) => 'heading' in block);
  return (
    <div class="why" data-lifecycle={lifecycle}>
      <h3>{lesson.title}</h3>
      <Blocks blocks={paragraphs.slice(0, end < 0 ? undefined : end)} onLesson={openLesson} />
      <button type="button" class="link" onClick={() => openLesson(lesson.id)}>
        Lesson {lesson.number}, {lesson.minutes} minutes
      </button>
    </div>
  );
}

const End = () => (
  <>
    <h2>The end</h2>
    <p>{visible(ending.value!.ending)}</p>
    {ending.value!.error !== null && (
      <p>
        <button type="button" onClick={() => (pane.value = 'diagnosis')}>
          Why it failed
        </button>
      </p>
    )}
  </>
);
