import { describe, expect, it } from 'vitest';
import { originOf, originsAt } from '../../../engine/bundle/origin.ts';

const image = { from: 'image', detail: 'config.Cmd' } as const;
const engine = { from: 'engine', detail: 'a rule' } as const;

describe('originOf', () => {
  const origins = { '/process': engine, '/process/args/0': image };

  it('finds the origin of the field itself, or of the nearest piece around it', () => {
    expect(originOf(origins, '/process/args/0')).toBe(image);
    expect(originOf(origins, '/process/args/1')).toBe(engine);
    expect(originOf(origins, '/process')).toBe(engine);
  });

  it('knows nothing of what is outside', () => {
    expect(originOf(origins, '/processes')).toBeUndefined();
    expect(originOf(origins, '')).toBeUndefined();
  });
});

describe('originsAt', () => {
  it('puts the place of the piece in front', () => {
    expect(originsAt('/process/args', { '': engine, '/0': image })).toEqual({
      '/process/args': engine,
      '/process/args/0': image,
    });
  });
});
