import { expect, it } from 'vitest';
import { newCode, spelled, typedCode } from '../../../../cli/inspector/share/code.ts';
import fc from '../../../fixtures/properties.ts';

it('makes codes of seven signs that nobody takes for one another, and that spell no words', () => {
  const codes = Array.from({ length: 500 }, newCode);
  for (const code of codes) expect(code).toMatch(/^[BCDFGHJKMNPQRSTWXYZ3479]{7}$/);
  expect(new Set(codes).size).toBeGreaterThan(490);
});

it('is typed as people type: small letters, blanks, hyphens anywhere', () => {
  const separators = fc.array(fc.constantFrom('', ' ', '-', '\t'), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(separators, fc.boolean(), (between, isSmall) => {
      const code = newCode();
      const typed = between.map((separator, at) => separator + (code[at] ?? '')).join('');
      expect(typedCode(isSmall ? typed.toLowerCase() : typed)).toBe(code);
    }),
  );
  expect(typedCode(spelled('BCDFGHJ'))).toBe('BCDFGHJ');
  expect(spelled('BCDFGHJ')).toBe('BCDF-GHJ');
});

it('understands signs that look like those of a code, and are none', () => {
  expect(typedCode('8c6-5 2vv')).toBe('BCGSZWW');
});
