import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { transform } from 'esbuild';

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
];

/** Gives CommonJS the address of its file, as modules have it in `import.meta.url`. */
export const MODULE_URL = "'use strict';const moduleUrl=require('node:url').pathToFileURL(__filename).href;";

/**
 * Writes the pieces that esbuild has split the command into, as CommonJS: Node starts that some milliseconds sooner than
 * modules, and esbuild splits modules only.
 *
 * Those of a warm run become one file, main.js, because to find and open fifty files takes longer than to read one. The
 * others find them there, so that each piece is loaded once.
 */
export async function pack(outputFiles, { outputs }, outdir) {
  const pieces = new Map(outputFiles.map(({ path, text }) => [`./${basename(path)}`, text]));
  const warm = warmPieces(outputs);
  const codes = new Map(await Promise.all([...pieces].map(async ([name, text]) => [name, await commonJs(text)])));
  for (const [name, code] of codes) {
    writeFileSync(
      join(outdir, name),
      warm.has(name) ? `module.exports=require('./main.js').piece('${name}');` : whole(code),
    );
  }
  const container = Object.keys(outputs).find((path) => outputs[path].entryPoint === CONTAINER);
  const main = packed(
    [...codes].filter(([name]) => warm.has(name)),
    `./${basename(container)}`,
  );
  // What is compiled of it is kept by this name, see cli/start.cjs.
  const identity = createHash('sha256').update(main).digest('hex').slice(0, 16);
  writeFileSync(join(outdir, 'main.js'), `//${identity}\n${main}`);
}

/** The names of the pieces that are reached from the warm entries without a lazy import. */
function warmPieces(outputs) {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => WARM.includes(entryPoint));
  const found = new Set();
  const follow = (path) => {
    if (found.has(path) || !outputs[path]) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path].imports) if (kind === 'import-statement') follow(next);
  };
  for (const [path] of entries) follow(path);
  return new Set([...found].map((path) => `./${basename(path)}`));
}

async function commonJs(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
  });
  return code;
}

function whole(code) {
  return code.includes('moduleUrl') ? MODULE_URL + code : `'use strict';${code}`;
}

/**
 * A piece is a function that is called when it is first required, as Node does it with files. After a run that has made a
 * container it `isWarm`: what V8 has compiled by then is what the next one will need.
 */
function packed(codes, container) {
  const functions = codes.map(([name, code]) => `${JSON.stringify(name)}(module,exports,require){${code}\n}`);
  return `${MODULE_URL}
const pieces={${functions.join(',\n')}};
const loaded={};
function piece(name){
  if(!loaded[name]){loaded[name]={exports:{}};pieces[name](loaded[name],loaded[name].exports,find);}
  return loaded[name].exports;
}
function find(name){return Object.hasOwn(pieces,name)?piece(name):require(name);}
function isWarm(){return loaded['${container}']!==undefined;}
module.exports={get main(){return piece('./main.js').main;},piece,isWarm};
`;
}
