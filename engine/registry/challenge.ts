/** What a registry wants to see: a scheme in lower case, and its parameters. @see RFC 9110 section 11.6.1 */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(`(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, 'y');
const SCHEME = new RegExp(`(${TOKEN})(?:[ \\t]+|(?=,)|$)`, 'y');
const SEPARATOR = /[ \t,]+/y;
/** No honest one is longer than a line or two. */
const LONGEST = 16 * 1024;

/**
 * The challenges of a WWW-Authenticate header, in their order. What cannot be read ends the list; nothing is guessed.
 *
 * @example parseChallenges('Bearer realm="https://auth.docker.io/token",service="registry.docker.io"')
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const text = header.slice(0, LONGEST);
  for (let position = 0; position < text.length; ) {
    const parameter = challenges.length === 0 ? null : at(PARAMETER, text, position);
    const found = parameter ?? at(SEPARATOR, text, position) ?? at(SCHEME, text, position);
    if (found === null) break;
    if (parameter !== null) addParameter(challenges.at(-1)!.parameters, parameter);
    else if (found[1] !== undefined) challenges.push({ scheme: found[1].toLowerCase(), parameters: new Map() });
    position += found[0].length;
  }
  return challenges;
}

/** The challenge to answer: Bearer before Basic; undefined where neither is offered. */
export function chooseChallenge(header: string): Challenge | undefined {
  const challenges = parseChallenges(header);
  const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
  return bearer ?? challenges.find(({ scheme }) => scheme === 'basic');
}

function at(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

/** The first of two equal parameters counts, so that nothing appended to a header changes where a token is fetched. */
function addParameter(parameters: Map<string, string>, [, name, quoted, bare]: RegExpExecArray): void {
  const key = name!.toLowerCase();
  if (!parameters.has(key)) parameters.set(key, bare ?? quoted!.replace(/\\(.)/g, '$1'));
}
