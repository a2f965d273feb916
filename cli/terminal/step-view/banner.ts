/** Letters of five rows, three or five wide: enough for the names of states. A dot is a pixel. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  a: [' # ', '# #', '###', '# #', '# #'],
  b: ['## ', '# #', '## ', '# #', '## '],
  c: [' ##', '#  ', '#  ', '#  ', ' ##'],
  d: ['## ', '# #', '# #', '# #', '## '],
  e: ['###', '#  ', '## ', '#  ', '###'],
  f: ['###', '#  ', '## ', '#  ', '#  '],
  g: [' ##', '#  ', '# #', '# #', ' ##'],
  h: ['# #', '# #', '###', '# #', '# #'],
  i: ['#', '#', '#', '#', '#'],
  j: ['  #', '  #', '  #', '# #', ' # '],
  k: ['# #', '# #', '## ', '# #', '# #'],
  l: ['#  ', '#  ', '#  ', '#  ', '###'],
  m: ['#   #', '## ##', '# # #', '#   #', '#   #'],
  n: ['#  #', '## #', '# ##', '#  #', '#  #'],
  o: [' # ', '# #', '# #', '# #', ' # '],
  p: ['## ', '# #', '## ', '#  ', '#  '],
  q: [' # ', '# #', '# #', ' # ', '  #'],
  r: ['## ', '# #', '## ', '# #', '# #'],
  s: [' ##', '#  ', ' # ', '  #', '## '],
  t: ['###', ' # ', ' # ', ' # ', ' # '],
  u: ['# #', '# #', '# #', '# #', '###'],
  v: ['# #', '# #', '# #', '# #', ' # '],
  w: ['#   #', '#   #', '# # #', '## ##', '#   #'],
  x: ['# #', '# #', ' # ', '# #', '# #'],
  y: ['# #', '# #', ' # ', ' # ', ' # '],
  z: ['###', '  #', ' # ', '#  ', '###'],
  ' ': [' ', ' ', ' ', ' ', ' '],
};

const BLOCKS: Readonly<Record<string, string>> = { '  ': ' ', '# ': '▀', ' #': '▄', '##': '█' };

/**
 * The words in letters three lines high, made of half blocks; undefined where the screen is too narrow for them, or has
 * no such letter.
 */
export function banner(words: string, columns: number): string[] | undefined {
  const letters = Array.from(words.toLowerCase(), (letter) => LETTERS[letter]);
  if (letters.some((letter) => letter === undefined)) return undefined;
  const rows = [0, 1, 2, 3, 4, 5].map((row) =>
    letters.map((letter) => letter![row] ?? letter![0]!.replaceAll('#', ' ')).join(' '),
  );
  if (rows[0]!.length > columns) return undefined;
  return [0, 2, 4].map((row) => halves(rows[row]!, rows[row + 1]!));
}

/** Two rows of pixels as one line. */
const halves = (upper: string, lower: string) => Array.from(upper, (pixel, at) => BLOCKS[pixel + lower[at]!]!).join('');
