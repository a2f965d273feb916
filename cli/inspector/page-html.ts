import type { Assets } from './api.ts';

/** @param audience who it is for, where that is not whoever has the printed address */
export const pageHtml = (audience = '') => `<!doctype html>
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

/** The same for a class: whoever opens it is asked for the code. */
export const classAssets = (assets: Assets): Assets => ({
  ...assets,
  '/': { type: 'text/html', body: pageHtml('class') },
});
