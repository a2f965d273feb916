/** A few commands of a script, and the comment that stands above them. */
export interface ScriptStep {
  readonly comment: readonly string[];
  readonly commands: readonly string[];
}

/** The steps as text, counted; a step without commands is left out. */
export function stepsText(steps: readonly ScriptStep[]): string {
  const taken = steps.filter(({ commands }) => commands.length > 0);
  return taken
    .map(({ comment, commands }, index) => {
      const [first = '', ...more] = comment;
      return [`# ${index + 1}. ${first}`, ...more.map((line) => `#    ${line}`), ...commands].join('\n');
    })
    .join('\n\n');
}
