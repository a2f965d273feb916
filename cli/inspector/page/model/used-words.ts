import type { Json } from '../../../../engine/json.ts';
import { binarySize } from '../../../../machines/binary-size.ts';
import { duration } from './quantity.ts';

/** The figures of wait4(2), named and in words; undefined where the document holds something else. */
export function usedWords(value: Json): readonly (readonly [name: string, figure: string])[] | undefined {
  const { user, system, maxResidentSet } = (value ?? {}) as Readonly<Record<string, Json>>;
  if (typeof user !== 'number' || typeof system !== 'number' || typeof maxResidentSet !== 'number') return undefined;
  return [
    ['processor', `${duration(user / 1000)} for its own code`],
    ['in the kernel', `${duration(system / 1000)} for its system calls`],
    [
      'memory',
      maxResidentSet === 0 ? 'too little for the kernel to have counted it' : `${binarySize(maxResidentSet)} at most`,
    ],
  ];
}
