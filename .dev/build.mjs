// npm run build: dist/bin is the command, bundled so that it starts fast; dist/lib is the library, as tsc writes it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { filesBelow } from './fingerprint.mjs';
import { root, run } from './setup.mjs';

/** Files that a process starts with. Code that starts one finds it flat beside itself, under its own name. */
export const ENTRY_POINTS = ['cli/main.ts', 'engine/runtime/init.ts', 'engine/layer/unpack-process.ts'];

/** Packages so large that each gets a file of its own, which is read when the package is first imported. */
const LAZY_PACKAGES = ['undici'];

/** Bundles the command into dist/bin, all entries flat beside each other; replaces the old bundle at once. */
export async function bundle() {
  const output = join(root, 'dist/bin');
  const fresh = `${output}.${process.pid}`;
  try {
    const { metafile } = await build(options(fresh));
    const page = await build(pageOptions(join(fresh, 'inspector-page')));
    writeFileSync(join(fresh, 'package.json'), '{ "type": "commonjs" }\n');
    writeFileSync(
      join(fresh, 'LICENSES.txt'),
      licences([metafile, page.metafile].flatMap(({ inputs }) => Object.keys(inputs))),
    );
    rmSync(output, { recursive: true, force: true });
    renameSync(fresh, output);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function options(outdir) {
  mkdirSync(outdir, { recursive: true });
  const files = ENTRY_POINTS.map((file) => [basename(file, '.ts'), file]);
  const packages = LAZY_PACKAGES.map((name) => [name, name]);
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries([...files, ...packages]),
    outdir,
    bundle: true,
    // Node starts CommonJS some milliseconds sooner than modules.
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    external: ['koffi'],
    plugins: [lazyPackages],
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "'use strict';\nconst moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  };
}

/** The inspector's page: one script and one style sheet, which the command serves from memory. */
function pageOptions(outdir) {
  const folder = 'cli/inspector/page';
  return {
    absWorkingDir: root,
    entryPoints: { page: `${folder}/main.tsx`, 'page-style': `${folder}/page.css` },
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  };
}

/** Leads `await import('undici')` to the file beside the importer. */
const lazyPackages = {
  name: 'lazy-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[\w@]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' && LAZY_PACKAGES.includes(path) ? { path: `./${path}.js`, external: true } : undefined,
    );
  },
};

/** Names and licence texts of the packages whose code is in the bundle. */
function licences(inputs) {
  const packages = new Set(inputs.flatMap((input) => input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  return [...packages]
    .sort((a, b) => a.localeCompare(b))
    .map(licence)
    .join('\n');
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = filesBelow(root, folder).find((path) => /^licen[cs]e(\.\w+)?$/i.test(path.slice(folder.length + 1)));
  const text = file === undefined ? '' : `\n${readFileSync(join(root, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}\n${'-'.repeat(80)}\n`;
}

/** Compiles the library into dist/lib. */
function library() {
  rmSync(join(root, 'dist/lib'), { recursive: true, force: true });
  return run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json']);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle();
  process.exitCode = library();
}
