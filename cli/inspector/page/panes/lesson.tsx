import { computed } from '@preact/signals';
import { chosenLesson, openLesson } from '../lesson-choice.ts';
import { Blocks } from '../parts/blocks.tsx';
import { NotYet } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { active, charts, lessons, scene, selected } from '../store.ts';

/** The lesson that was chosen; that of the state that was clicked on; that of where the run is. */
const shown = computed(() => {
  const states = charts.value.states;
  const innermost = [...active.value].findLast((id) => states[id]?.lesson !== undefined);
  const wanted = [states[selected.value ?? ''], states[scene.value.stop?.state ?? ''], states[innermost ?? '']];
  const id = chosenLesson.value ?? wanted.find((words) => words?.lesson !== undefined)?.lesson;
  return lessons.value.find((lesson) => lesson.id === id);
});

/** The text of a lesson: the one of this state, or any other. */
export function LessonPane() {
  const lesson = shown.value;
  if (lesson === undefined) return <NotYet>There is no lesson for this state.</NotYet>;
  return (
    <Scroll name="lesson">
      <label class="lesson-choice">
        <span class="quiet">Lesson</span>
        <select value={lesson.id} onChange={({ currentTarget }) => openLesson(currentTarget.value)}>
          {lessons.value.map(({ id, number, title }) => (
            <option key={id} value={id}>
              {number}. {title}
            </option>
          ))}
        </select>
        {chosenLesson.value !== undefined && (
          <button type="button" class="small" onClick={() => (chosenLesson.value = undefined)}>
            that of this state
          </button>
        )}
      </label>
      <h2>
        {lesson.number}. {lesson.title}
      </h2>
      <p class="quiet">
        {lesson.minutes} minutes. Afterwards you can {lesson.goal}
      </p>
      <Blocks blocks={lesson.blocks} onLesson={openLesson} />
    </Scroll>
  );
}
