import { UsageError } from '../errors.ts';

/** Who shows the run beside the terminal: our own page, `@xstate/inspect`, or `@statelyai/inspect`. */
export const INSPECTORS = ['page', 'xstate', 'stately'] as const;
export type InspectorName = (typeof INSPECTORS)[number];

/** The inspector that `--inspect` asks for; undefined where it was not given. Throws `UsageError`. */
export function inspecting(option: true | string | undefined): InspectorName | undefined {
  if (option === true) return 'page';
  const name = INSPECTORS.find((known) => known === option);
  if (name !== undefined || option === undefined) return name;
  throw new UsageError(
    `invalid argument ${JSON.stringify(option)} for "--inspect" flag: must be "page", "xstate" or "stately"`,
  );
}
