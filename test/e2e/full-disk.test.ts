import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addBusybox } from '../fixtures/busybox-image.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { type FixtureRegistry, openFixtureRegistry } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const why = isRoot ? whyNoContainers : 'needs root to mount a small disk';

describe(`a disk that takes no more${why ? `: ${why}` : ''}`, () => {
  let registry: FixtureRegistry;
  let sandbox: Sandbox;
  let busybox: string;

  beforeAll(async () => {
    if (why) return;
    registry = await openFixtureRegistry();
    sandbox = new Sandbox();
    busybox = addBusybox(registry);
  });
  afterAll(async () => {
    sandbox?.[Symbol.dispose]();
    await registry?.[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    if (!why) await expectNothingLeft(sandbox);
  });

  /** A shell script with a home on a small disk, in a mount namespace of its own; `$run` starts the program. */
  const onSmallDisk = (script: string) =>
    sandbox.run([busybox], {
      under: [
        'unshare',
        '--mount',
        'sh',
        '-euc',
        `run=$0; box=$1; mount -t tmpfs -o size=16m,mode=700 none "$LEARN_RUN_HOME"; ${script}`,
      ],
    });
  const begin = `
    $run pull -q "$box" >/dev/null
    $run --network none -d --name lives "$box" sh -c 'while :; do sleep 0.1; done' >/dev/null
    $run --network none --keep --name ended "$box" true`;

  it.skipIf(why)('is emptied by those who come to make room', { timeout: 60_000 }, async () => {
    const { status, stdout, stderr } = await onSmallDisk(`${begin}
      dd if=/dev/zero of="$LEARN_RUN_HOME/filling" bs=4k 2>/dev/null || true
      $run --network none --keep "$box" true || echo "a new one: $?"
      $run pause lives; $run unpause lives; $run stop -t 0 lives
      $run ps -a --format '{{.Names}} {{.State}}'
      $run rm -f lives ended
      $run rmi "$box" >/dev/null
      $run images -q`);
    const listed = 'ended exited\nlives exited\n';
    expect(stdout, stderr).toBe(`a new one: 125\nlives\nlives\nlives\n${listed}lives\nended\n`);
    expect(status).toBe(0);
  });

  /** Ends with 7 when it is told to, from outside. */
  const UNTIL_TOLD = `sh -c 'trap "exit 7" TERM; while :; do sleep 0.1; done'`;
  const endsWithSeven = `
    $run stop -t 20 lives; $run wait lives
    $run ps -a --format '{{.Names}} {{.State}}'; $run inspect -f '{{.State.ExitCode}}' lives
    $run rm lives; $run ps -aq`;

  it.skipIf(why)(
    'takes the end of what ran before, also where it has no room for another file',
    { timeout: 60_000 },
    async () => {
      const { status, stdout, stderr } = await onSmallDisk(`
      mount -o remount,nr_inodes=1k "$LEARN_RUN_HOME"; $run pull -q "$box" >/dev/null
      $run --network none -d --name lives "$box" ${UNTIL_TOLD} >/dev/null
      mkdir "$LEARN_RUN_HOME/filling"; i=0
      while (: > "$LEARN_RUN_HOME/filling/$i") 2>/dev/null; do i=$((i + 1)); done
      ${endsWithSeven}`);
      expect(stdout, stderr).toBe('lives\n7\nlives exited\n7\nlives\n');
      expect(status).toBe(0);
    },
  );

  it.skipIf(why)(
    'is named where it takes the first files of a container, and no more',
    { timeout: 60_000 },
    async () => {
      const { status, stdout, stderr } = await onSmallDisk(`$run pull -q "$box" >/dev/null
      dd if=/dev/zero of="$LEARN_RUN_HOME/filling" bs=4k 2>/dev/null || true
      truncate -s -8k "$LEARN_RUN_HOME/filling"
      $run --network none --no-record "$box" true`);
      expect(stderr).toMatch(/^learn-run: writing .*\/containers\/[0-9a-f]{64}: no space left on device$/m);
      expect({ stdout, status }).toEqual({ stdout: '', status: 125 });
    },
  );

  it.skipIf(why)('leaves nothing half done where it cannot be put on record', { timeout: 60_000 }, async () => {
    const { status, stdout, stderr } = await onSmallDisk(`${begin}
      mount --bind "$LEARN_RUN_HOME" "$LEARN_RUN_HOME"; mount -o remount,bind,ro "$LEARN_RUN_HOME"
      $run pause lives || echo "pause: $?"
      umount "$LEARN_RUN_HOME"
      $run exec lives echo goes on
      $run rm -f lives ended`);
    expect(stdout, stderr).toBe('pause: 1\ngoes on\nlives\nended\n');
    expect(stderr).toContain('read-only');
    expect(status).toBe(0);
  });
});
