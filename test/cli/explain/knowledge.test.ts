import { describe, expect, it } from 'vitest';
import { newParser } from '../../../cli/commands/parser.ts';
import { KNOWN_FLAGS, knowledgeOf } from '../../../cli/explain/knowledge.ts';
import { NOT_PODMANS, PODMAN_FLAGS } from '../../../cli/explain/podman-flags.ts';
import { everyRunFlag } from '../../../cli/options/docker-flags.ts';
import { DOCKER_OPTIONS } from '../../../cli/options/docker-options.ts';
import { addRunOptions } from '../../../cli/options/run-options.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

const parser = addRunOptions(newParser('run', { usage: '', description: '', examples: [] }, capturedIo({})));
const OURS = everyRunFlag(parser).filter(({ long }) => long !== '--help');

describe('what is known of each flag', () => {
  it.each([
    ['docker', DOCKER_OPTIONS],
    ['podman', PODMAN_FLAGS],
    ['learn-run', OURS],
  ])('says something of every flag of %s', (_, flags) => {
    expect(flags.filter(({ long }) => knowledgeOf(long) === undefined).map(({ long }) => long)).toEqual([]);
  });

  it('speaks of no flag that nobody has', () => {
    const all = [...DOCKER_OPTIONS, ...PODMAN_FLAGS, ...OURS].map(({ long }) => long);
    const later = ['--break-on-error', '--auto', '--json', '--health-on-failure'];
    expect(KNOWN_FLAGS.filter((flag) => !all.includes(flag) && !later.includes(flag))).toEqual([]);
  });

  it.each(KNOWN_FLAGS)('is well-formed: %s', (flag) => {
    const { keeper, does, says } = knowledgeOf(flag)!;
    expect(['kernel', 'network', 'client', 'daemon', 'registry', 'windows']).toContain(keeper);
    expect(does).toMatch(/^[A-Z].*[^.]$/);
    expect(says).toMatch(/^[A-Z].*\.$/);
  });

  it("names docker's own among those that podman has not", () => {
    expect(NOT_PODMANS.filter((long) => !DOCKER_OPTIONS.some((option) => option.long === long))).toEqual([]);
    expect(PODMAN_FLAGS.filter(({ long }) => DOCKER_OPTIONS.some((option) => option.long === long))).toEqual([]);
  });
});
