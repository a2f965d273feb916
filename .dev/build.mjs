// npm run build: dist/bin is the command, bundled so that it starts fast; dist/lib is the library, as tsc writes it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { filesBelow } from './fingerprint.mjs';
import { root, run } from './setup.mjs';

/** Files that a process starts with. Code that starts one finds it flat beside its own chunk, under its own name. */
export const ENTRY_POINTS = ['cli/main.ts', 'engine/runtime/init.ts', 'engine/layer/unpack-process.ts'];

/** Bundles the command into dist/bin, all entries flat beside their shared chunks; replaces the old bundle at once. */
export async function bundle() {
  const output = join(root, 'dist/bin');
  const fresh = `${output}.${process.pid}`;
  try {
    const { metafile } = await build(options(fresh));
    writeFileSync(join(fresh, 'LICENSES.txt'), licences(Object.keys(metafile.inputs)));
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
    // Some bundled packages are CommonJS and call require() for Node's own modules.
    banner: { js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);" },
    plugins: [namedImports],
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  };
}

/** Lets `const { request } = await import('undici')` work in the bundle as it does under Node, which names what CommonJS exports. */
const namedImports = {
  name: 'named-imports',
  setup({ onResolve, onLoad }) {
    const namespace = 'named-imports';
    onResolve({ filter: /^undici/ }, ({ kind, path, namespace: from }) =>
      kind === 'dynamic-import' && from !== namespace ? { path, namespace } : undefined,
    );
    onLoad({ filter: /.*/, namespace }, async ({ path }) => ({ contents: await namesOf(path), resolveDir: root }));
  },
};

async function namesOf(library) {
  const names = Object.keys((await import(library)).default).filter((name) => name !== 'default');
  return `import library from '${library}';\nexport default library;\nexport const { ${names.join(', ')} } = library;\n`;
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
