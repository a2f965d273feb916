import { describe, expect, it } from 'vitest';
import { newsRedactor } from '../../../cli/inspector/redact-news.ts';

const redact = newsRedactor(['TOKEN=s3cret-value'], 'hello-world');

describe('I13: what a page is told of a kernel call', () => {
  it('is told without the values of the container’s variables, in the answer to the one before too', () => {
    expect(
      redact({ kind: 'turn', call: 1, detail: 'write(4, "s3cret-value")', answered: 'read(3, "s3cret-value") = 12' }),
    ).toEqual({
      kind: 'turn',
      call: 1,
      detail: 'write(4, "[redacted]")',
      answered: 'read(3, "[redacted]") = 12',
    });
  });
});
