import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { optionsPage } from '../../.dev/docker-options.ts';

it("docs/docker-options.md is as fresh as the list of docker's options (if not: node .dev/docker-options.ts)", () => {
  expect(readFileSync(new URL('../../docs/docker-options.md', import.meta.url), 'utf8')).toBe(optionsPage());
});
