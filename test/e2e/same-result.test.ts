import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { NEEDS } from '../../cli/lesson/lesson.ts';
import { BUNDLED_PACK, readPack } from '../../cli/lesson/pack.ts';
import { consoleCommands } from '../fixtures/console-block.ts';
import { typeIn, untrue } from '../fixtures/lesson-session.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/bin.cjs', import.meta.url));

/** The words behind which learn-run does something else than to run a container. */
const OTHERS = [
  'images|pull|rmi|unpack|layer|lesson|replay|runs|report|run-diff|gc|volume|chart|help|version|--help|--version',
  'ps|logs|exec|attach|start|restart|stop|kill|wait|rm|inspect|top|stats|pause|unpause|rename|container|port|explain|export',
].join('|');

/** Ten commands and more, twice, while other lessons keep the processors busy. */
const PATIENCE_MS = 240_000;

/**
 * Stands where learn-run would: whatever runs a container is stepped through, at every step, by somebody who presses
 * Enter each time. What it says about the steps is left out; a stop that needs the container's stdin goes by itself.
 */
const STEPPING = `#!/bin/bash
case "$1" in ${OTHERS}) exec '${PROGRAM}' "$@" ;; esac
for word in "$@"; do case "$word" in --step*) exec '${PROGRAM}' "$@" ;; -i|-it|-ti|--interactive) stdin=own ;; esac; done
exec 3> >(grep --line-buffered -v '^\\[[a-zA-Z]*\\] ' >&2)
filter=$!
if [ "$stdin" = own ]; then '${PROGRAM}' --step=detail "$@" 2>&3; status=$?
else yes '' | head -n 5000 | '${PROGRAM}' --step=detail --plain "$@" 2>&3; status=\${PIPESTATUS[2]}; fi
exec 3>&-
wait $filter
exit $status
`;

/** A sandbox in which every run of a lesson is stepped through. */
function steppingSandbox(): Sandbox {
  const sandbox = new Sandbox();
  const file = sandbox.path('bin/learn-run');
  writeFileSync(file, STEPPING);
  chmodSync(file, 0o755);
  return sandbox;
}

/**
 * What a lesson leaves: the images by name and digest, their blobs and unpacked layers, how many containers. Which layers
 * of an image were unpacked when another one was found to be wrong is chance: what nothing needs is removed before.
 */
async function storeOf(sandbox: Sandbox): Promise<unknown> {
  await sandbox.run(['gc']);
  const store = sandbox.home;
  const names = (directory: string) => {
    try {
      return readdirSync(`${store}/${directory}`).toSorted();
    } catch {
      return [];
    }
  };
  const index = names('.').includes('index.json') ? JSON.parse(readFileSync(`${store}/index.json`, 'utf8')) : undefined;
  return { index, blobs: names('blobs/sha256'), snapshots: names('snapshots'), containers: names('containers').length };
}

describe.skipIf(whyNoContainers)(
  `a step never changes the result${whyNoContainers ? `: ${whyNoContainers}` : ''}`,
  () => {
    it.concurrent.for(readPack(BUNDLED_PACK))(
      'lesson $number, $id: the output that it promises, the same exit codes and digests',
      { timeout: PATIENCE_MS },
      async ({ body, needs }, { skip }) => {
        const missing = isRoot ? undefined : needs[0];
        if (missing) skip(`needs ${NEEDS[missing]}`);
        const commands = consoleCommands(body);
        using plain = new Sandbox();
        expect(untrue(commands, await typeIn(plain, commands))).toEqual([]);
        using stepped = steppingSandbox();
        expect(untrue(commands, await typeIn(stepped, commands))).toEqual([]);
        expect(await storeOf(stepped)).toEqual(await storeOf(plain));
      },
    );
  },
);
