import type { ConfigJsonFact, HandChange, KnownFacts } from '../../machines/facts.ts';
import { evidenceOf, factOf, factsOf, type Story } from '../../machines/story.ts';
import { CONFIG_JSON } from './meanings/config-json.ts';
import { meaningsOf } from './meanings/meaning.ts';
import { CAPABILITIES, NAMESPACES } from './meanings/values.ts';
import { type Pane, paneOf } from './pane.ts';

/** config.json, with who decided each of its fields. */
export function configPane(story: Story): Pane {
  const config = factOf(story, 'config.json');
  return paneOf({
    name: 'config',
    title: 'config.json, and who decided what',
    badge: config === undefined ? undefined : story.badge,
    document: config,
    notes: { ...originNotes(factOf(story, 'origins')), ...handNotes(story, config) },
    meanings: config === undefined ? {} : meaningsOf(config, CONFIG_JSON, { ...CAPABILITIES, ...NAMESPACES }),
    folded: ['/linux/seccomp/syscalls', '/process/capabilities/effective', '/process/capabilities/permitted'],
    check: evidenceOf(story, 'writeBundle').flatMap(({ check }) => check),
    nothing: 'There is no config.json yet: it is written when the container is created.',
  });
}

/** Who decided each field, as one phrase. @see Origins of engine/bundle/origin.ts */
export function originNotes(origins: KnownFacts['origins'] = {}): Record<string, string> {
  const entries = Object.entries(origins);
  return Object.fromEntries(
    entries.map(([pointer, { from, detail }]) => [pointer, from === 'default' ? detail : `${from}: ${detail}`]),
  );
}

/** What was changed by hand comes from nobody's option, whatever the rules made of it. */
function handNotes(story: Story, config: ConfigJsonFact | undefined): Record<string, string> {
  const changes = factsOf(story, 'changed by hand').flat();
  return Object.fromEntries(
    changes.flatMap((change) => {
      const pointer = pointerOf(change, config);
      return pointer === undefined ? [] : [[pointer, `changed by hand; it was ${change.before}`]];
    }),
  );
}

function pointerOf({ field, name }: HandChange, config: ConfigJsonFact | undefined): string | undefined {
  if (field === 'command') return '/process/args';
  if (field === 'memory') return '/linux/resources/memory/limit';
  if (field === 'capability') return '/process/capabilities/bounding';
  const at = config?.process.env.findIndex((variable) => variable.startsWith(`${name}=`)) ?? -1;
  return at < 0 ? '/process/env' : `/process/env/${at}`;
}
