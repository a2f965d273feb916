import { readFileSync } from 'node:fs';
import type { Lesson } from '../lesson/lesson.ts';
import type { Assets } from './api.ts';
import { chartStyle } from './chart-style.ts';
import { charts } from './charts.ts';
import { PageMissing } from './errors.ts';
import { lessonTexts } from './lesson-texts.ts';
import { pageHtml } from './page-html.ts';

/**
 * The page, read into memory once: no address that a browser asks for ever becomes the name of a file.
 *
 * @throws PageMissing where the page was not built
 */
export function loadAssets(lessons: readonly Lesson[]): Assets {
  return {
    '/': { type: 'text/html', body: pageHtml() },
    '/page.js': { type: 'text/javascript', body: pageScript() },
    '/page.css': { type: 'text/css', body: pageStyle() },
    '/charts.json': { type: 'application/json', body: JSON.stringify(charts()) },
    '/lessons.json': { type: 'application/json', body: JSON.stringify(lessonTexts(lessons)) },
  };
}

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
