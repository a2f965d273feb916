import { setup } from 'xstate';

/** What a label must not be able to become: markup, an attribute, a control character, the end of a comment. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '&lt;b&gt; & ]]> -->',
  'zero\u0000 bell\u0007 escape\u001b[31m',
  'lone \ud800 surrogate, right to left \u202e',
  'state "x" as y;\n[*] --> x : z',
];

/** A machine in whose every name one of them stands. */
export function hostileMachine(text: string) {
  return setup({ guards: { [text]: () => true }, actions: { [text]: () => {} } }).createMachine({
    id: 'hostile',
    description: text,
    initial: text.replaceAll('.', ''),
    states: {
      [text.replaceAll('.', '')]: {
        description: text,
        entry: text,
        on: { [text]: { guard: text, target: 'other', actions: text } },
      },
      other: { type: 'final', description: text },
    },
  });
}
