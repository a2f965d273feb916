/** One command of a lesson, and what the lesson says it prints. */
export interface ConsoleCommand {
  readonly command: string;
  /** Its lines, each with a newline; `…` stands for what differs each time. Empty where the lesson shows none. */
  readonly output: string;
}

const BLOCK = /^```console\n(?<text>.*?)^```$/gms;

/**
 * The commands of all `console` blocks, in order. A line that begins with `$ ` is a command, and goes on behind a
 * backslash at its end; what follows is its output.
 */
export function consoleCommands(markdown: string): ConsoleCommand[] {
  return [...markdown.matchAll(BLOCK)].flatMap(({ groups }) => {
    const parts = groups!.text!.split(/^\$ /m).slice(1);
    return parts.map((part) => {
      const [command = ''] = /^(?:.*\\\n)*.*/.exec(part) ?? [];
      return { command, output: part.slice(command.length + 1) };
    });
  });
}

/**
 * Whether the output is what the lesson says. A line of its own that is `…` stands for any number of lines; an output
 * that does not end with a newline looks the same on the page.
 */
export function isOutput(actual: string, said: string): boolean {
  const lines = actual === '' || actual.endsWith('\n') ? actual : `${actual}\n`;
  const pattern = said
    .split(/(?<=\n)/)
    .map((line) => (line === '…\n' ? '(?:.*\\n)*?' : line.split('…').map(escaped).join('.*?')))
    .join('');
  return new RegExp(`^${pattern}$`).test(lines);
}

/** The text as a pattern that means just itself. */
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
