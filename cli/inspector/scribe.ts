import type { Json } from '../../engine/json.ts';
import type { KeptDocument, Message, News } from './page/messages.ts';

/** What is longer is told of by its number: the story stays light, and whoever wants to see it asks for it. */
const LARGE = 128 * 1024;

/** A line of the story, and the large documents that it tells of by number, as JSON. */
export interface Told {
  readonly line: string;
  readonly documents: readonly string[];
}

/** Writes news down, each piece once, in the words in which it is sent to all who follow. */
export class Scribe {
  #lines = 0;
  #documents = 0;

  /** @param at milliseconds since the run began */
  write(news: News, at: number): Told {
    const place = { sequence: this.#lines, at };
    this.#lines += 1;
    const line = lineOf({ ...news, ...place });
    if (news.kind !== 'evidence' || line.length <= LARGE) return { line, documents: [] };
    const documents: string[] = [];
    const facts = Object.entries(news.evidence.facts).map(([pane, fact]) => [pane, this.#light(fact, documents)]);
    const evidence = { ...news.evidence, facts: Object.fromEntries(facts) };
    return { line: lineOf({ ...news, evidence, ...place }), documents };
  }

  #light(fact: Json, documents: string[]): Json {
    const text = JSON.stringify(fact);
    if (text.length <= LARGE) return fact;
    documents.push(text);
    const kept: KeptDocument = { $kept: this.#documents, length: text.length };
    this.#documents += 1;
    return kept;
  }
}

const lineOf = (message: Message) => `${JSON.stringify(message)}\n`;
