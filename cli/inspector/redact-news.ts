import type { Json } from '../../engine/json.ts';
import { redactor } from '../../engine/record/redact.ts';
import type { News } from './page/messages.ts';

/**
 * Gives back a function that takes the secrets out of what a page is told: out of the words that come from elsewhere, and
 * not out of our own, since some variable may have one of them for its value.
 *
 * @param env `KEY=value` of the container
 * @param image its name
 */
export function newsRedactor(env: readonly string[], image: string): (news: News) => News {
  const redact = redactor(env, image) as <Value>(value: Value) => Value;
  const inBytes = bytesRedactor(env, image);
  return (news) => {
    switch (news.kind) {
      case 'evidence': {
        const { sentence, facts, check } = news.evidence;
        return { ...news, evidence: { ...news.evidence, ...redact({ sentence, facts, check }) } };
      }
      case 'stop': {
        const { detail, description, facts } = news.stop;
        const clean = redact({ description, facts, detail: detail ?? null });
        return { ...news, stop: { ...news.stop, ...clean, detail: clean.detail ?? undefined } };
      }
      case 'prediction': {
        const { question, choices, given, truth, because } = news;
        return { ...news, ...redact({ question, choices, given, truth, because }) };
      }
      case 'question':
        return {
          ...news,
          question: { ...news.question, ...redact({ text: news.question.text, choices: news.question.choices }) },
        };
      case 'answered':
        return { ...news, given: redact(news.given) };
      case 'turn':
        return { ...news, detail: redact(news.detail), answered: news.answered && redact(news.answered) };
      case 'failed':
        return { ...news, error: redact(news.error) };
      case 'end':
        return { ...news, ending: redact(news.ending), error: redact(news.error) };
      case 'run':
        return { ...news, head: { ...news.head, request: redact(news.head.request) } };
      case 'progress':
        return news.progress.kind === 'line' ? { ...news, progress: redact(news.progress) } : news;
      case 'output':
        return { ...news, data: inBytes(news.data) };
      case 'actor':
      case 'event':
      case 'action':
      case 'microstep':
      case 'state':
      case 'call':
      case 'done':
      case 'outputOmitted':
      case 'decided':
      case 'breakpoints':
        return news;
    }
  };
}

/** The same for bytes in base64: a program that prints its variables prints them on the wall of a class room. */
function bytesRedactor(env: readonly string[], image: string): (data: string) => string {
  const asBytes = (text: string) => Buffer.from(text).toString('latin1');
  const redact = redactor(env.map(asBytes), image) as (value: Json) => string;
  return (data) => Buffer.from(redact(Buffer.from(data, 'base64').toString('latin1')), 'latin1').toString('base64');
}
