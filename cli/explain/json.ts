import type { ExplainedFlag, Explanation } from './explanation.ts';
import type { Heading } from './render.ts';

/** The explanation for other programs: everything, nothing cut. */
export function explanationJson({ line, flags, plan, standard }: Explanation, heading: Heading): object {
  const { tool, image, command } = line;
  const { spec, assumptions } = plan ?? standard;
  return {
    tool,
    image: { name: image, reference: heading.reference, isHere: heading.isHere },
    command,
    canBeRun: plan !== undefined,
    assumptions,
    flags: flags.map(flagJson),
    'config.json': spec,
  };
}

function flagJson({ flag, does, keeper, refused, note, config, calls, elsewhere, judgement }: ExplainedFlag): object {
  return {
    flag: flag.long,
    ...(flag.value !== undefined && { value: flag.value }),
    does,
    carriedOutBy: keeper,
    ...(refused !== undefined && { refused }),
    learnRun: { supports: flag.standing !== 'unsupported', ...(note !== undefined && { note }) },
    config: config.map(({ pointer, before, after }) => ({ pointer, without: before ?? null, with: after ?? null })),
    kernel: elsewhere ? { unplanned: elsewhere.operation, field: elsewhere.field } : calls,
    safety: judgement,
  };
}
