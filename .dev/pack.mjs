import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { root } from './setup.mjs';

/** What every run loads that makes a container. */
const CONTAINER = 'engine/runtime/container.ts';

/** What a warm run loads sooner or later, besides what `main` imports at once; the network only where it has one. */
const WARM = [
  'cli/main.ts',
  'cli/commands/run.ts',
  'cli/early-launcher.ts',
  CONTAINER,
  'engine/network/tools.ts',
  'engine/network/bridge-network.ts',
  'engine/network/bridge-state.ts',
];

/** Gives CommonJS the address of its file, as modules have it in `import.meta.url`. */
export const MODULE_URL = "'use strict';const moduleUrl=require('node:url').pathToFileURL(__filename).href;";

/**
 * Writes the command as CommonJS: Node starts that some milliseconds sooner than modules.
 *
 * What a warm run needs is one file and one scope, main.js: to find and open fifty files takes longer than to read one,
 * and to reach a name in another module's object longer than to reach one's own. The other commands are pieces of their
 * own, and find what they share with it there, so that each module is loaded once.
 *
 * @param shared the options of esbuild that all of our bundles have
 * @param plugins what else esbuild is to know of this one
 * @returns the paths of everything that is in it
 */
export async function pack(outdir, shared, plugins) {
  const cold = new Map();
  const options = { ...shared, plugins, outdir, write: false, define: { 'import.meta.url': 'moduleUrl' } };
  const warm = await warmModules(options);
  await packWarm(options, warm, cold);
  return [...warm, ...(await packCold(options, warm, cold))];
}

/** Whatever is reached from the warm entries without a lazy import, by its path. */
async function warmModules(options) {
  const { metafile } = await build({
    ...options,
    entryPoints: WARM,
    plugins: [...options.plugins, lazyImports(() => ({ external: true }))],
  });
  return Object.keys(metafile.inputs);
}

/** Each module is a function that is called when it is first needed, all of them in one scope. */
async function packWarm(options, modules, cold) {
  const { outputFiles } = await build({
    ...options,
    stdin: { contents: warmEntry(modules), resolveDir: root },
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [...options.plugins, lazyImports((path) => leave(path, cold)), marked],
  });
  const text = MODULE_URL + withBuiltIns(withLazyExports(outputFiles[0].text));
  // What is compiled of it is kept by this name, see cli/start.cjs.
  const identity = createHash('sha256').update(text).digest('hex').slice(0, 16);
  writeFileSync(join(options.outdir, 'main.js'), `//${identity}\n${text}`);
}

/** What esbuild's own helper is in our bundle: it defines a getter for each name that each module exports. */
const EXPORT =
  'var __export=(target,all)=>{for(var name in all)__defProp(target,name,{get:all[name],enumerable:true})};';

/** The object of all that a module exports, as esbuild names it, wherever it is used: not where it is made and filled. */
const EXPORTS = /(?<!var |__export\(|[\w.])(\w+_exports\d*)\b(?!=)/g;

/**
 * Fills the object of a module's exports when somebody looks at it: in one scope hardly anybody does, and to fill all of
 * them took two milliseconds of each start.
 */
function withLazyExports(text) {
  if (!text.includes(EXPORT)) throw new Error('esbuild has another __export helper: withLazyExports must follow it');
  return text.replace(EXPORTS, '__filled($1)').replace(EXPORT, `${LAZY_EXPORT}${EXPORT.replace('__export', '__fill')}`);
}

const LAZY_EXPORT =
  'var __unfilled=new Map(),__export=(target,all)=>{__unfilled.set(target,all)},' +
  '__filled=(target)=>{const all=__unfilled.get(target);if(all){__unfilled.delete(target);__fill(target,all)}return target};';

/**
 * Node's own modules have no `default` of their own: an object beside each has it, and finds everything else in the
 * module, where esbuild would define every name of it once more.
 */
function withBuiltIns(text) {
  return `const __ofNode=(module)=>({__proto__:module,default:module});${text.replace(BUILT_IN, '__ofNode($1)')}`;
}

const BUILT_IN = /__toESM\((require\("node:[a-z_/]+"\)),1\)/g;

/**
 * After a run that has made a container it `isWarm`: what V8 has compiled by then is what the next one will need.
 */
function warmEntry(modules) {
  const entries = modules.map((path) => `${JSON.stringify(path)}:()=>require(${JSON.stringify(`./${path}`)})`);
  return `
module.exports = {
  get main() { return modules['cli/main.ts']().main; },
  get isWarm() { return require('warm-mark').isWarm; },
  module(path) { return modules[path](); },
};
const modules = {${entries.join(',\n')}};
`;
}

/** Says of the container's module that it was loaded. */
const marked = {
  name: 'marked',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^warm-mark$/ }, () => ({ path: 'warm-mark', namespace: 'warm-mark' }));
    onLoad({ filter: /./, namespace: 'warm-mark' }, () => ({
      contents: 'let isLoaded=false;exports.mark=()=>{isLoaded=true};exports.isWarm=()=>isLoaded;',
    }));
    onLoad({ filter: new RegExp(`/${CONTAINER.replaceAll('.', '\\.')}$`) }, ({ path }) => {
      const contents = `import { mark } from 'warm-mark';\n${readFileSync(path, 'utf8')}\nmark();\n`;
      return { contents, loader: 'ts', resolveDir: dirname(path) };
    });
  },
};

/** A lazy import of our own sources that leads out of the warm modules, as `outside` wants it. */
function lazyImports(outside) {
  return {
    name: 'lazy-imports',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const target = relative(root, join(resolveDir, path));
        return WARM.includes(target) ? undefined : { path, ...outside(target) };
      });
    },
  };
}

/** Leaves a module to a piece of its own, beside main.js. */
function leave(path, pieces) {
  const name = path.replace(/\.ts$/, '').replaceAll('/', '-');
  pieces.set(name, path);
  return { path: `./${name}.js`, external: true };
}

/** What is not warm: pieces that esbuild splits off as they are shared, which it can do with modules only. */
async function packCold(options, warm, cold) {
  const lazy = new Map();
  const { metafile, outputFiles } = await build({
    ...options,
    entryPoints: Object.fromEntries(cold),
    splitting: true,
    format: 'esm',
    plugins: [...options.plugins, warmImports(new Set(warm), lazy)],
  });
  for (const [name, path] of lazy) writeFileSync(join(options.outdir, `${name}.js`), inMain(path));
  for (const { path, text } of outputFiles) writeFileSync(join(options.outdir, basename(path)), await commonJs(text));
  return Object.keys(metafile.inputs);
}

const inMain = (path) => `module.exports=require('./main.js').module(${JSON.stringify(path)});`;

/** Leads whatever is in main.js there; what is imported lazily, by a file of its own. */
function warmImports(warm, lazy) {
  return {
    name: 'warm-imports',
    setup({ onLoad, onResolve, resolve }) {
      onResolve({ filter: /./ }, async ({ path, pluginData, ...how }) => {
        if (pluginData === 'asked' || how.kind === 'entry-point') return undefined;
        if (path === './main.js') return { path, external: true };
        const { importer, kind, namespace, resolveDir } = how;
        const found = await resolve(path, { importer, kind, namespace, resolveDir, pluginData: 'asked' });
        const target = relative(root, found.path);
        if (!warm.has(target)) return undefined;
        return kind === 'dynamic-import' ? leave(target, lazy) : { path: target, namespace: 'warm' };
      });
      onLoad({ filter: /./, namespace: 'warm' }, ({ path }) => ({ contents: inMain(path) }));
    },
  };
}

async function commonJs(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
  });
  return code.includes('moduleUrl') ? MODULE_URL + code : `'use strict';${code}`;
}
