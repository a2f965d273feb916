import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Record<string, string>;
}

const manifest = JSON.parse(read('package.json'));
const packages: Record<string, Locked> = JSON.parse(read('package-lock.json')).packages;
const installed = Object.entries(packages).filter(([path, { link }]) => /(^|\/)node_modules\//.test(path) && !link);

describe('the lock file', () => {
  it('names no address that packages come from', () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(read('package-lock.json')).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });

  it('knows the integrity of every package', () => {
    expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });

  it('holds the packages for every platform, without which npm ci refuses it', () => {
    const wanted = installed.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
    expect(wanted.filter((name) => !installed.some(([path]) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });

  it('pins the same Node for both processors', () => {
    const pinned = JSON.parse(read('.node/package.json')).optionalDependencies;
    expect(new Set(Object.values(pinned)).size).toBe(1);
    for (const [name, version] of Object.entries(pinned)) {
      expect(packages[`node_modules/${name}`]?.version).toBe(version);
    }
  });
});

describe('package.json', () => {
  it('pins each package to one version, so that npm under an older Node chooses no older one', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^(npm:.+@)?\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });

  it('asks for Node 24, as the command itself does', () => {
    expect(manifest.engines.node).toBe('>=24');
    expect(read('cli/bin.cjs')).toContain('>= 24');
  });

  it('hands --env-file to the command: without -- before its file Node would take it for its own', () => {
    expect(manifest.scripts.start).toBe('node -- .dev/start.mjs');
    expect(read('.dev/start.mjs')).toContain("run(modernNode(), ['--', ...process.argv.slice(1)])");
  });

  it('names only scripts whose files exist', () => {
    const files = Object.values<string>(manifest.scripts).flatMap((script) => script.match(/\.dev\/[\w.-]+/g) ?? []);
    expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([]);
  });
});

describe('the papers', () => {
  const papers = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md'];

  it.each(papers)('%s names only npm scripts that exist', (paper) => {
    const named = [...read(paper).matchAll(/npm (?:run ([\w:]+)|(start|test))/g)].map(
      ([, script, short]) => script ?? short,
    );
    expect(named.filter((script) => manifest.scripts[script!] === undefined)).toEqual([]);
  });

  it.each(papers)('%s links only to files that exist', (paper) => {
    const links = [...read(paper).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link!);
    const base = new URL(`../../${paper}`, import.meta.url);
    expect(links.filter((link) => !existsSync(new URL(link, base)))).toEqual([]);
  });

  it('README.md names the two commands', () => {
    expect(read('README.md')).toMatch(/^npm start$/m);
    expect(read('README.md')).toMatch(/^npm test$/m);
  });
});
