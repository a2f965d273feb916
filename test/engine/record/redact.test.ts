import { describe, expect, it } from 'vitest';
import { redactor } from '../../../engine/record/redact.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const clean = redactor(
  ['DB_PASSWORD=hunter22', 'PIN=1234', 'EMPTY=', 'GONE', 'IMAGE=hello-world'],
  'docker.io/library/hello-world:latest',
);

describe('redactor', () => {
  it.each([
    ['a variable of the person', 'DB_PASSWORD=hunter22', 'DB_PASSWORD=[redacted]'],
    ['a short one, by its name', 'PIN=1234', 'PIN=[redacted]'],
    ['its value in other text', 'mysql -phunter22 -h db', 'mysql -p[redacted] -h db'],
    ['a bearer token', `Authorization: Bearer ${'a1'.repeat(20)}`, 'Authorization: Bearer [redacted]'],
    ['basic credentials', 'Basic dXNlcjpwYXNzd29yZDEyMw==', 'Basic [redacted]'],
    ['a signed token', `it was ${JWT}.`, 'it was [redacted].'],
    ['a password in a URL', 'https://me:secret@example.org/v2/', 'https://[redacted]@example.org/v2/'],
    ['a signature in a URL', 'GET /blob?X-Amz-Signature=00ff&x=1', 'GET /blob?X-Amz-Signature=[redacted]&x=1'],
    ['a token in a URL', 'https://a/?access_token=xyz', 'https://a/?access_token=[redacted]'],
  ])('takes out %s', (_, text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it.each([
    ['a challenge', 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"'],
    ['a variable of the image', 'PATH=/usr/bin:/bin'],
    ['a digest', `sha256:${'ab'.repeat(32)}`],
    ['what was redacted before', 'authorization: Bearer [redacted]'],
    ['a short value that is part of a number', 'process 12345'],
    ['the name of the image', 'docker.io/library/hello-world:latest is not here'],
    ['a question to a token server', 'https://auth.docker.io/token?service=registry.docker.io&scope=repository:a:pull'],
  ])('leaves %s', (_, text) => {
    expect(clean(text)).toBe(text);
  });

  it('looks into every corner of a document, names of fields included', () => {
    expect(clean({ env: ['DB_PASSWORD=hunter22', { hunter22: [null, 1, 'x hunter22'] }] })).toEqual({
      env: ['DB_PASSWORD=[redacted]', { '[redacted]': [null, 1, 'x [redacted]'] }],
    });
  });

  it.each([
    'Authorization',
    'authorization',
    'cookie',
    'Set-Cookie',
    'password',
    'token',
    'access_token',
    'identitytoken',
  ])('takes out whatever a field named %s holds', (name) => {
    expect(clean({ [name]: 'whatever' })).toEqual({ [name]: '[redacted]' });
  });

  it('takes out the longer of two values of which one holds the other', () => {
    expect(redactor(['A=secret', 'B=secret-and-more'], '')('secret-and-more')).toBe('[redacted]');
  });
});
