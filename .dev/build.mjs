// npm run build: dist/bin is the command, bundled so that it starts fast; dist/lib is the library, as tsc writes it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { filesBelow } from './fingerprint.mjs';
import { MODULE_URL, pack } from './pack.mjs';
import { root, run } from './setup.mjs';

/** Files that a process starts with. Code that starts one finds it flat beside itself, under its own name. */
export const ENTRY_POINTS = [
  'cli/main.ts',
  'cli/runc/learn-runc.ts',
  'cli/inspector/thread/story-thread.ts',
  'engine/layer/unpack-process.ts',
];

/** The command itself, of which parts are loaded when they are first needed. */
const COMMAND = 'cli/main.ts';

/** Packages that are CommonJS, whose names a lazy import would not find in a module: each is a bundle of its own. */
const LAZY_PACKAGES = ['undici'];

/** Bundles the command into dist/bin, all entries flat beside each other; replaces the old bundle at once. */
export async function bundle() {
  const output = join(root, 'dist/bin');
  const fresh = `${output}.${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    const command = await pack(fresh, SHARED, [lazyPackages]);
    const others = [
      (await build(wholeOptions(fresh))).metafile,
      (await build(pageOptions(join(fresh, 'inspector-page')))).metafile,
    ];
    writeFileSync(join(fresh, 'package.json'), '{ "type": "commonjs" }\n');
    writeFileSync(
      join(fresh, 'LICENSES.txt'),
      licences([...command, ...others.flatMap(({ inputs }) => Object.keys(inputs))]),
    );
    rmSync(output, { recursive: true, force: true });
    renameSync(fresh, output);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

const SHARED = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  external: ['koffi'],
  // Names stay, for the sake of stack traces; white space does not, for the sake of the time to read it.
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'error',
};

/** What other processes start with, and the lazy packages: each a file of its own. */
function wholeOptions(outdir) {
  const files = ENTRY_POINTS.filter((file) => file !== COMMAND).map((file) => [basename(file, '.ts'), file]);
  const packages = LAZY_PACKAGES.map((name) => [name, name]);
  return {
    ...SHARED,
    entryPoints: Object.fromEntries([...files, ...packages]),
    outdir,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: MODULE_URL },
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
