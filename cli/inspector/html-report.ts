import { createHash } from 'node:crypto';
import type { RecordedRun } from '../../engine/record/entry.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { pageScript, pageStyle } from './assets.ts';
import { charts } from './charts.ts';
import { lessonTexts } from './lesson-texts.ts';
import type { WholeRun } from './page/messages.ts';
import { iconAddress } from './page-html.ts';
import { recordedStory } from './recorded-story.ts';

/**
 * A recorded run as one file that any browser opens: the inspector's page with the run in it. It needs no server and asks
 * nobody: its policy lets nothing in but the script and the style that are in it.
 */
export function htmlReport(run: RecordedRun, lessons: readonly Lesson[]): string {
  const [script, style] = [pageScript(), pageStyle()];
  const messages = [...recordedStory(run)].map(([news, at], sequence) => ({ ...news, sequence, at }));
  const whole: WholeRun = { messages, charts: charts(), lessons: lessonTexts(lessons) };
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>learn-run</title>
<link rel="icon" href="${iconAddress()}">
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript.</noscript>
<script type="application/json" id="learn-run">${asScriptText(whole)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** JSON in which nothing can end the element that it stands in, or begin a comment: whatever a hostile image has called itself. */
function asScriptText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
