import { beforeEach, describe, expect, it } from 'vitest';
import type { ListedImage } from '../../../cli/image-list.ts';
import { imageFilter } from '../../../cli/options/image-filters.ts';
import type { Store } from '../../../engine/store/store.ts';
import { temporaryStore, writeImage } from '../../engine/store/temporary-store.ts';

const image = (name: string, created: string, labels: Readonly<Record<string, string>> = {}): ListedImage => ({
  name: `docker.io/library/${name}`,
  repository: name.split(':')[0]!,
  tag: name.split(':')[1],
  digest: `sha256:${'1'.repeat(64)}`,
  id: undefined,
  created,
  labels,
  size: undefined,
});

const ALL = [
  image('app:1', '2026-01-01T00:00:00Z', { color: 'red' }),
  image('app:2', '2026-01-02T00:00:00Z', { color: 'red', size: 'big' }),
  image('web:1', '2026-01-03T00:00:00Z'),
  image('old', '2025-01-01T00:00:00Z'),
];

let store: Store;
beforeEach(async () => {
  store = temporaryStore();
  const { index } = await writeImage(store);
  for (const { name } of ALL.slice(0, 3)) await store.images.put(name, index);
});

const chosen = (texts: readonly string[], name?: string) =>
  ALL.filter(imageFilter(texts, name, { store }, ALL)).map(({ repository, tag }) => `${repository}:${tag}`);

describe('filters of images', () => {
  it.each([
    [[], undefined, ['app:1', 'app:2', 'web:1', 'old:undefined']],
    [[], 'app', ['app:1', 'app:2']],
    [[], 'a*', ['app:1', 'app:2']],
    [[], 'app:1', ['app:1']],
    [[], 'docker.io/library/app', ['app:1', 'app:2']],
    [[], ':::', []],
    [['reference=*:1'], undefined, ['app:1', 'web:1']],
    [['reference=web'], 'app:2', ['app:2', 'web:1']],
    [['label=color'], undefined, ['app:1', 'app:2']],
    [['label=color=red', 'label=size'], undefined, ['app:2']],
    [['before=app:2'], undefined, ['app:1', 'old:undefined']],
    [['since=app:1'], undefined, ['app:2', 'web:1']],
    [['until=2026-01-01T12:00:00Z'], undefined, ['app:1', 'old:undefined']],
    [['dangling=1'], undefined, ['old:undefined']],
    [['dangling=true'], undefined, ['old:undefined']],
    [['dangling=false', 'reference=web'], undefined, ['web:1']],
  ])('%j and %j choose %j', (texts, name, images) => {
    expect(chosen(texts, name)).toEqual(images);
  });

  it.each([
    [['reference=['], 'invalid reference "[": syntax error in pattern'],
    [['dangling=yes'], "invalid filter 'dangling=yes': expected true or false"],
    [['bad=x'], "invalid filter 'bad': expected one of reference, dangling"],
    [['before=nobody'], 'No such image: nobody:latest'],
  ])('refuse %j', (texts, message) => {
    expect(() => chosen(texts)).toThrow(message);
  });
});
