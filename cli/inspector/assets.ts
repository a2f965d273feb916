import { readFileSync } from 'node:fs';
import type { Lesson } from '../lesson/lesson.ts';
import type { Assets } from './api.ts';
import { chartStyle } from './chart-style.ts';
import { charts } from './charts.ts';
import { PageMissing } from './errors.ts';
import { lessonTexts } from './lesson-texts.ts';

/** @param audience who it is for, where that is not whoever has the printed address */
const html = (audience = '') => `<!doctype html>
<html lang="en"${audience && ` data-audience="${audience}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>learn-run</title>
<link rel="icon" href="${iconAddress()}">
<link rel="preload" href="/charts.json" as="fetch" crossorigin>
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

/** In the page itself: a browser asks for icons again and again, also when nobody is there any more to answer. */
export function iconAddress(): string {
  return `data:image/svg+xml;base64,${Buffer.from(ICON).toString('base64')}`;
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#0b6b3a"/><path d="M6 5l5 3l-5 3z" fill="#fff"/></svg>';

/**
 * The page, read into memory once: no address that a browser asks for ever becomes the name of a file.
 *
 * @throws PageMissing where the page was not built
 */
export function loadAssets(lessons: readonly Lesson[]): Assets {
  return {
    '/': { type: 'text/html', body: html() },
    '/page.js': { type: 'text/javascript', body: pageScript() },
    '/page.css': { type: 'text/css', body: pageStyle() },
    '/charts.json': { type: 'application/json', body: JSON.stringify(charts()) },
    '/lessons.json': { type: 'application/json', body: JSON.stringify(lessonTexts(lessons)) },
  };
}

/** The same for a class: whoever opens it is asked for the code. */
export const classAssets = (assets: Assets): Assets => ({ ...assets, '/': { type: 'text/html', body: html('class') } });

export const pageScript = (): string => built('page.js');
export const pageStyle = (): string => built('page-style.css') + chartStyle();

/** The bundle has the page in a folder beside the command; from source it is found where the build has put it. */
function built(name: string): string {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(`${isSource ? '../../dist/bin/' : './'}inspector-page/${name}`, import.meta.url);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new PageMissing(file.pathname, error);
  }
}
