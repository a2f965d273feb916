import { describe, expect, it } from 'vitest';
import { fill } from '../../../cli/go-template/fill.ts';
import { parseNodes } from '../../../cli/go-template/parse.ts';
import { TemplateError } from '../../../cli/go-template/template-error.ts';
import fc from '../../fixtures/properties.ts';

const filled = (text: string, data: unknown = {}) => fill(parseNodes(text), data);

describe('a template of Go', () => {
  // Each with what Go makes of it: seen with `podman version --format`.
  it.each([
    [
      '{{printf "%5.2s|%-6q|%05d|%x|%X|%t|%v|%%|%f" "abc" "de" 42 255 "hi" true 3 1.5}}',
      '   ab|"de"  |00042|ff|6869|true|3|%|1.500000',
    ],
    ['{{printf "%d %s" 1}}', '1 %!s(MISSING)'],
    ['{{print 1 2 "a" "b" 3}}', '1 2ab3'],
    ['{{len "grüße"}}', '7'],
    ['{{title "hello wORLD it\'s o-k"}}', "Hello WORLD It'S O-K"],
    ['{{join (split "a,b,c" ",") "-"}}', 'a-b-c'],
    ['{{truncate "hello" 2}}{{pad "x" 1 2}}|', 'he x  |'],
    ['{{or "" "x"}}{{and 1 "" 2}}{{not ""}}', 'xtrue'],
    ['{{eq 1 2 1}} {{ne "a" "b"}} {{lt 1 2}} {{le "b" "a"}} {{gt 2 1}} {{ge 1 1}}', 'true true true false true true'],
    ['{{index (split "a b" " ") 1}}{{slice "hello" 1 3}}', 'bel'],
    ['{{range $i, $e := split "a b c" " "}}{{if eq $i 1}}{{continue}}{{end}}{{$i}}{{$e}}{{end}}', '0a2c'],
    ['{{range split "a b c" " "}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}', 'a'],
    ['a {{- "b" -}} c {{/* a comment */}}', 'abc '],
    ['{{`raw\\n`}}{{"\\t\\u00e9"}}', 'raw\\n\té'],
    ['{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{$x}}{{end}}{{$x}}', '32'],
    ['{{"{{"}}{{ "}}" }}', '{{}}'],
    ['{{json (split "a b" " ")}}{{split "a b" " "}}', '["a","b"][a b]'],
  ])('%s comes to %j', (text, expected) => {
    expect(filled(text)).toBe(expected);
  });

  it.each([
    ['{{if}}x{{end}}', 'missing value for if'],
    ['{{end}}', 'unexpected {{end}}'],
    ['{{if true}}', 'unexpected EOF'],
    ['{{if true}}{{else}}{{else}}{{end}}', 'expected end; found {{else}}'],
    ['{{else}}', 'unexpected {{else}}'],
    ['{{break}}', '{{break}} outside {{range}}'],
    ['{{"a" "b"}}', 'can\'t give argument to non-function "a"'],
    ['{{foo}}', 'function "foo" not defined'],
    ['{{(1}}', 'unclosed left paren'],
    ['{{1)}}', 'unexpected ")"'],
    ['{{.a', 'unclosed action'],
    ['{{#}}', 'unexpected "#"'],
    ['{{$x}}', 'undefined variable "$x"'],
    ['{{index (split "a" ",") 5}}', 'index out of range: 5'],
    ['{{eq "a" 1}}', 'incompatible types for comparison'],
    ['{{range "text"}}{{end}}', "range can't iterate over text"],
    ['{{printf "%z" 1}}', '%z of printf'],
    ['{{.constructor}}', "can't evaluate field constructor"],
  ])('%s is refused: %s', (text, words) => {
    expect(() => filled(text)).toThrow(words);
  });

  it('is its own text where there are no braces in it', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/\{\{|\\[nt]/.test(text)),
        (text) => {
          expect(filled(text)).toBe(text);
        },
      ),
    );
  });

  it('is filled in or refused, whatever stands in it: nothing else is thrown', () => {
    const words = ['{{', '}}', ' ', '.a', '.b.c', '$x', ':=', '=', '|', '(', ')', ',', '"s"', '1', 'if', 'else', 'end'];
    const more = [
      'range',
      'with',
      'index',
      'len',
      'printf',
      'and',
      'or',
      'break',
      '-',
      '{{end}}',
      '{{if .a}}',
      '`',
      '"',
    ];
    const text = fc.array(fc.constantFrom(...words, ...more), { maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (template) => {
        try {
          expect(typeof filled(template, { a: [1, 'x', null], b: { c: 'text' } })).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
