import { describe, expect, it } from 'vitest';
import type { News } from '../../../../../cli/inspector/page/messages.ts';
import { NOW } from '../../../../../cli/inspector/page/model/chronicle.ts';
import {
  momentBack,
  momentForth,
  openQuestion,
  openStop,
  sceneAt,
} from '../../../../../cli/inspector/page/model/stops.ts';
import { chronicleOfNews } from '../../../../fixtures/story.ts';

const stop = (number: number): News => ({
  kind: 'stop',
  stop: {
    number,
    step: 'lookUpImage',
    lifecycle: 'imageCheck',
    state: 'run.imageCheck.lookingUp',
    detail: undefined,
    description: '',
    spec: undefined,
    facts: {},
  },
});
const decided = (number: number): News => ({ kind: 'decided', number, decision: 'next', by: 'page' });
const found = (sentence: string): News => ({
  kind: 'evidence',
  call: 1,
  evidence: { step: 'lookUpImage', badge: 'REAL', sentence, facts: {}, check: [] },
});
//                                0        1           2           3        4           5           6
const CHRONICLE = chronicleOfNews(stop(1), decided(1), found('a'), stop(2), decided(2), found('b'), found('c'));
const sentences = (moment: number) => sceneAt(CHRONICLE, moment).happened.map(({ sentence }) => sentence);

describe('what a person has before him', () => {
  it('is at a stop what was found since the one before', () => {
    expect([sceneAt(CHRONICLE, 4).stop?.number, sentences(4)]).toEqual([2, ['a']]);
  });

  it('is on the way what was found since the last stop', () => {
    expect([sceneAt(CHRONICLE, NOW).stop?.number, sentences(NOW)]).toEqual([2, ['b', 'c']]);
    expect(sentences(6)).toEqual(['b']);
  });

  it('is what has come of predictions since the stop before, too', () => {
    const verdict: News = {
      kind: 'prediction',
      name: 'image-here',
      question: 'Here?',
      choices: ['yes', 'no'],
      given: 'no',
      truth: 'no',
      isRight: true,
      because: 'It was not.',
    };
    const chronicle = chronicleOfNews(stop(1), decided(1), found('a'), verdict, stop(2), decided(2), found('b'));
    expect(sceneAt(chronicle, 5).verdicts.map(({ question }) => question)).toEqual(['Here?']);
    expect(sceneAt(chronicle, NOW).verdicts).toEqual([]);
  });

  it('is what the kernel has answered last, as long as nothing else has happened', () => {
    const { stop: first, kind } = stop(1) as News & { kind: 'stop' };
    const atCall: News = { kind, stop: { ...first, facts: { answered: 'setsid() = 1' } } };
    expect(sceneAt(chronicleOfNews(atCall), NOW).answered).toBe('setsid() = 1');
    expect(sceneAt(chronicleOfNews(atCall, found('a')), NOW).answered).toBeUndefined();
  });

  it('is nothing at the beginning', () => {
    expect(sceneAt(CHRONICLE, 0)).toEqual({
      stop: undefined,
      happened: [],
      answered: undefined,
      verdicts: [],
    });
  });
});

describe('the stop that waits', () => {
  it('is the last one, until it was decided about', () => {
    expect(openStop(CHRONICLE)).toBeUndefined();
    expect(openStop(chronicleOfNews(stop(1), decided(1), stop(2)))?.number).toBe(2);
  });
});

describe('the question that waits', () => {
  const question: News = { kind: 'question', question: { number: 1, text: 'How many?', choices: null } };
  const answered: News = { kind: 'answered', number: 1, given: '1', by: 'page' };

  it('is the last one, until it was answered, or the run has gone on without an answer', () => {
    expect(openQuestion(chronicleOfNews(stop(1), decided(1)))).toBeUndefined();
    expect(openQuestion(chronicleOfNews(stop(1), decided(1), question))?.text).toBe('How many?');
    expect(openQuestion(chronicleOfNews(question, answered))).toBeUndefined();
    expect(openQuestion(chronicleOfNews(question, stop(1)))).toBeUndefined();
    expect(openQuestion(chronicleOfNews(question, answered, question))).toBeDefined();
  });
});

describe('to turn the pages', () => {
  it('goes back from stop to stop, and no further than the beginning', () => {
    expect([momentBack(CHRONICLE, NOW), momentBack(CHRONICLE, 4), momentBack(CHRONICLE, 1)]).toEqual([1, 1, 1]);
  });

  it('goes back to the stop itself behind which work has begun', () => {
    const chronicle = chronicleOfNews(stop(1), decided(1), { kind: 'call', call: 1, step: 'lookUpImage', layer: null });
    expect(momentBack(chronicle, NOW)).toBe(1);
    const further = chronicleOfNews(stop(1), decided(1), stop(2), {
      kind: 'call',
      call: 1,
      step: 'lookUpImage',
      layer: null,
    });
    expect([momentBack(further, NOW), momentBack(further, 3)]).toEqual([3, 1]);
  });

  it('goes forth from stop to stop, and at the end to now', () => {
    expect([momentForth(CHRONICLE, 1), momentForth(CHRONICLE, 4)]).toEqual([4, NOW]);
    expect(momentForth(chronicleOfNews(stop(1), decided(1), stop(2)), 1)).toBe(NOW);
  });
});
