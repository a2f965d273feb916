import decodeQR from 'qr/decode.js';
import { expect, it } from 'vitest';
import { type QrCode, qrCode, qrLines, qrPath } from '../../../../cli/inspector/share/qr-code.ts';

const LINK = 'http://192.168.100.200:65535/#code=BCDF-GHJ';

/** What a camera sees: each square eight points wide, with light around. */
function photographed(isDark: (x: number, y: number) => boolean, size: number): string {
  const [scale, width] = [8, (size + 8) * 8];
  const data = new Uint8Array(width * width * 4).fill(255);
  for (let y = 0; y < width; y += 1)
    for (let x = 0; x < width; x += 1) {
      const dark = isDark(Math.floor(x / scale) - 4, Math.floor(y / scale) - 4);
      if (dark) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  return decodeQR({ width, height: width, data });
}

it('is read as the link in the half blocks of a terminal', () => {
  const code = qrCode(LINK);
  const lines = qrLines(code);
  const isLight = (x: number, y: number) => {
    const block = lines[Math.floor((y + 2) / 2)]?.[x + 2] ?? '█';
    return block === '█' || block === ((y + 2) % 2 === 0 ? '▀' : '▄');
  };
  expect(photographed((x, y) => !isLight(x, y), code.length)).toBe(LINK);
});

it('fits a terminal of 80 columns and 24 lines with six lines beside it', () => {
  const lines = qrLines(qrCode(LINK));
  expect(lines.length).toBeLessThanOrEqual(18);
  expect(new Set(lines.map((line) => line.length))).toEqual(new Set([33]));
});

it('is drawn as one path in SVG, a rectangle for each run of dark squares', () => {
  const code: QrCode = [
    [true, true, false],
    [false, true, true],
  ];
  expect(qrPath(code)).toBe('M0 0h2v1h-2zM1 1h2v1h-2z');
});
