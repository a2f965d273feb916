import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../engine/embedded/catalogue.ts';
import { answer } from '../../../engine/embedded/routes.ts';
import fc from '../../fixtures/properties.ts';

/** Counts how often an image is built. */
function repositories() {
  const built: string[] = [];
  const image = (entry: (typeof CATALOGUE)[number]) => () => {
    built.push(entry.repository);
    return entry.build();
  };
  return { built, all: CATALOGUE.map((entry) => ({ ...entry, image: image(entry) })) };
}

const get = (target: string, range?: string) => ({ method: 'GET', target, range });
const segment = fc.oneof(
  fc.constantFrom('v2', 'library', 'hello-world', 'manifests', 'blobs', 'tags', 'list', 'latest', '..', '%2e%2e', ''),
  fc.string(),
);

describe('answer', () => {
  it('has an answer to every path, and says how long it is', async () => {
    const { all } = repositories();
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 7 }), fc.option(fc.string()), async (segments, range) => {
        const { status, headers, body } = await answer(get(`/v2/${segments.join('/')}`, range ?? undefined), all);
        expect([200, 400, 404]).toContain(status);
        expect(headers['Content-Length']).toBe(String(body.length));
        if (status !== 200) expect(JSON.parse(Buffer.from(body).toString())).toHaveProperty('errors.0.code');
      }),
    );
  });

  it('builds an image only when something in it is asked for', async () => {
    const { built, all } = repositories();
    for (const path of ['/v2/', '/v2/_catalog', '/v2/library/hello-world/tags/list']) await answer(get(path), all);
    expect(built).toEqual([]);
    await answer(get('/v2/library/hello-world/manifests/latest'), all);
    expect(built).toEqual(['library/hello-world']);
  });
});
