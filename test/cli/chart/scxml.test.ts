import { describe, expect, it } from 'vitest';
import { MACHINES, type MachineName } from '../../../cli/chart/machines.ts';
import { chartOf, statesOf } from '../../../cli/chart/model.ts';
import { scxml } from '../../../cli/chart/scxml.ts';
import { HOSTILE, hostileMachine } from './hostile-machine.ts';
import { readXml } from './xml-reader.ts';

const NAMES = Object.keys(MACHINES) as MachineName[];

describe('a chart as SCXML', () => {
  it.each(NAMES)('has every state of %s, of its kind, and every transition', (name) => {
    const chart = chartOf(MACHINES[name]);
    const tags = readXml(scxml(chart));
    const states = tags.filter(({ name: tag }) => ['state', 'parallel', 'final'].includes(tag));
    expect(states.map(({ attributes }) => attributes.id)).toEqual(statesOf(chart.root).map(({ id }) => id));
    expect(tags.filter(({ name: tag }) => tag === 'transition')).toHaveLength(chart.transitions.length);
    expect(tags.filter(({ name: tag }) => tag === 'invoke')).toHaveLength(
      statesOf(chart.root).flatMap(({ invokes }) => invokes).length,
    );
  });

  it.each(NAMES)('names in %s only targets that are there', (name) => {
    const tags = readXml(scxml(chartOf(MACHINES[name])));
    const ids = new Set(tags.map(({ attributes }) => attributes.id));
    const targets = tags.flatMap(({ attributes }) => [attributes.target ?? [], attributes.initial ?? []].flat());
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  });

  it('says the endings of actors and of states in the words of SCXML', () => {
    const text = scxml(chartOf(MACHINES.run));
    expect(text).toContain(
      '<transition event="done.invoke.lookUpImage" cond="isThere()" target="run.imageCheck.ready">',
    );
    expect(text).toContain('event="done.state.run.imageCheck"');
    expect(text).toContain('event="error.platform.container"');
    expect(text).toContain('<transition event="error" target="run.containerCleanup" type="internal">');
    expect(text).not.toMatch(/event="xstate\./);
  });

  it.each(HOSTILE)('keeps %j a name', (text) => {
    const tags = readXml(scxml(chartOf(hostileMachine(text))));
    expect(tags.map(({ name }) => name).filter((name) => /script|img|^b$/.test(name))).toEqual([]);
    const ids = tags.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][\w.]*$/);
  });
});
