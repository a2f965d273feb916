// npm run build: dist/bin is the command, bundled so that it starts fast; dist/lib is the library, as tsc writes it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { filesBelow } from './fingerprint.mjs';
import { root, run } from './setup.mjs';

/** Files that a process starts with. Code that starts one finds it flat beside itself, under its own name. */
export const ENTRY_POINTS = ['cli/main.ts', 'engine/layer/unpack-process.ts'];

/** Packages that are CommonJS, whose names a lazy import would not find in a module: each is a bundle of its own. */
const LAZY_PACKAGES = ['undici'];

/**
 * Bundles the command into dist/bin, all entries flat beside each other; replaces the old bundle at once.
 *
 * What is imported lazily is a file of its own, so that a warm run reads only what it needs. esbuild splits modules only,
 * and Node starts CommonJS some milliseconds sooner: so it splits, and then turns each piece into CommonJS.
 */
export async function bundle() {
  const output = join(root, 'dist/bin');
  const fresh = `${output}.${process.pid}`;
  try {
    const { metafile, outputFiles } = await build(options(fresh));
    await Promise.all(outputFiles.map(({ path, text }) => writeCommonJs(path, text)));
    const packages = await build(packageOptions(fresh));
    const page = await build(pageOptions(join(fresh, 'inspector-page')));
    writeFileSync(join(fresh, 'package.json'), '{ "type": "commonjs" }\n');
    writeFileSync(
      join(fresh, 'LICENSES.txt'),
      licences([metafile, packages.metafile, page.metafile].flatMap(({ inputs }) => Object.keys(inputs))),
    );
    rmSync(output, { recursive: true, force: true });
    renameSync(fresh, output);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function options(outdir) {
  mkdirSync(outdir, { recursive: true });
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(ENTRY_POINTS.map((file) => [basename(file, '.ts'), file])),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['koffi'],
    plugins: [lazyPackages],
    define: { 'import.meta.url': 'moduleUrl' },
    // Names stay, for the sake of stack traces; white space does not, for the sake of the time to read it.
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'error',
  };
}

function packageOptions(outdir) {
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(LAZY_PACKAGES.map((name) => [name, name])),
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minifyWhitespace: true,
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

async function writeCommonJs(path, text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    supported: { 'dynamic-import': false },
    banner: "'use strict';const moduleUrl=require('node:url').pathToFileURL(__filename).href;",
    minifyWhitespace: true,
  });
  writeFileSync(path, code);
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
