import { UsageError } from '../errors.ts';
import { followerWords } from '../inspector/share/follower-words.ts';
import type { Io } from '../io.ts';
import { lessonsOf } from '../lesson/lessons-of.ts';
import type { Stepping } from '../options/stepping.ts';
import { heldShell } from './held-shell.ts';
import type { RunViewOptions } from './run-view.ts';
import { StepJson } from './step-json.ts';
import { stepLines } from './step-lines.ts';
import { StepScreen } from './step-view/driver.ts';
import type { Stepper } from './stepper.ts';
import type { StopDeeds } from './stop-deeds.ts';

/** A screen needs a keyboard and a terminal; in a pipe, in CI and with `--plain`, lines do; `--json` is for programs. */
export function stepperFor({ auto }: Stepping, view: RunViewOptions, interrupt: () => void): Stepper {
  const { options, io } = view;
  const { stdin, stdout, stderr } = io;
  if (options.interactive && isTerminal(io)) {
    const hint =
      'Give the container its input from a file or a pipe: then the run is told line by line, without stops.';
    throw new UsageError('conflicting options: --step and -i both need your keyboard', 'run', hint);
  }
  const answers = options.interactive ? undefined : stdin;
  const common = {
    stdout,
    stderr,
    auto,
    deeds: deedsOf(view),
    lessonOf: lessonsOf(io),
  };
  if (options.json) return new StepJson({ ...common, answers });
  if (!hasScreen(view)) return stepLines({ ...common, answers });
  return new StepScreen({
    ...common,
    keyboard: stdin,
    interrupt,
    isPresenting: options.present === true,
    // All of the job: whoever is in a pipe with us is stopped and continued with us.
    suspend: () => process.kill(0, 'SIGSTOP'),
  });
}

const isTerminal = ({ stdin, stderr }: Io) => stdin.isTTY === true && stderr.isTTY === true;

const hasScreen = ({ options, io }: RunViewOptions) =>
  isTerminal(io) && !options.plain && !io.env.CI && io.env.TERM !== 'dumb';

function deedsOf({ io, deeds, inspector }: RunViewOptions): StopDeeds {
  return {
    change: (text, story) => deeds.change(text, story),
    shell: (story) => heldShell(story, io),
    async openInspector() {
      if (inspector === undefined) throw new UsageError('here the inspector has to be asked for beforehand: --inspect');
      const { classroom, isWatched } = inspector;
      if (isWatched && classroom === undefined) throw new UsageError('the inspector is open already, in a browser');
      const address = await inspector.listen();
      if (classroom === undefined) return { sentence: `Inspector: ${address}`, address };
      const words = `Class: ${classroom.address} with the code ${classroom.code}; ${followerWords(classroom.followers)}`;
      return { sentence: isWatched ? words : `${words}. Inspector: ${address}`, address: classroom.link };
    },
  };
}
