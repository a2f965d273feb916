import { parseTemplate, type Template } from '../containers/template.ts';
import { FormatUnreadable, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { forEach } from './for-each.ts';

/** What is to be shown, and how. */
export interface Inspection {
  readonly names: readonly string[];
  /** `json`, or a template; a list of readable JSON where there is none, or an empty one. */
  readonly format: string | undefined;
  /** Whose help an error leads to. */
  readonly command: string;
}

/**
 * Shows a document of each, as docker's commands called inspect do. Resolves with the exit code.
 *
 * @throws FormatUnreadable where the format is no template
 */
export async function inspectEach(
  { names, format, command }: Inspection,
  io: Pick<Io, 'stdout' | 'stderr'>,
  documentOf: (name: string) => object | Promise<object>,
): Promise<number> {
  const fill = !format || format === 'json' ? undefined : templateOf(format, command);
  const documents: object[] = [];
  const status = await forEach(names, io, async (name) => {
    const document = await documentOf(name);
    if (fill) io.stdout.write(`${fill({ ...document })}\n`);
    else documents.push(document);
  });
  if (!fill) io.stdout.write(`${JSON.stringify(documents, null, format === 'json' ? 0 : 4)}\n`);
  return status;
}

function templateOf(format: string, command: string): Template {
  try {
    return parseTemplate(format, command);
  } catch (error) {
    throw error instanceof UsageError ? new FormatUnreadable(error) : error;
  }
}
