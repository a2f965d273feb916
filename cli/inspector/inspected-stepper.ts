import type { Stepper } from '../terminal/stepper.ts';
import type { RunInspector } from './run-inspector.ts';

/** The same stops in the terminal and in the page: whoever answers first is heard, and the other one is told. */
export function inspectedStepper(stepper: Stepper, inspector: RunInspector): Stepper {
  return {
    sinks: stepper.sinks,
    async ask(page) {
      const question = inspector.ask(page);
      const byPage = question.decision.then((decision) => {
        stepper.answered(decision);
        return decision;
      });
      const byTerminal = stepper.ask(page).then((decision) => {
        question.settle(decision);
        return decision;
      });
      return Promise.race([byTerminal, byPage]);
    },
    async finish(page) {
      const question = inspector.ask(page);
      const byPage = question.decision.then((decision) => stepper.answered(decision));
      await Promise.race([stepper.finish(page), byPage]);
      question.settle('next');
      stepper.close();
    },
    isBreakpoint: (step) => inspector.isBreakpoint(step),
    async predict(page, asked) {
      const question = inspector.askPrediction(asked);
      const byPage = question.given.then((given) => {
        stepper.predicted(given);
        return given;
      });
      const byTerminal = stepper.predict(page, asked).then((given) => {
        question.settle(given);
        return given;
      });
      return Promise.race([byTerminal, byPage]);
    },
    predicted: (given) => stepper.predicted(given),
    tellFailure: (step, failure) => stepper.tellFailure(step, failure),
    get isLent() {
      return stepper.isLent;
    },
    answered: (decision) => stepper.answered(decision),
    tell: (evidence) => stepper.tell(evidence),
    close: () => stepper.close(),
    say: (text) => stepper.say(text),
    show: (progress) => stepper.show(progress),
    end: () => stepper.end(),
  };
}
