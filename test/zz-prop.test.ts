import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, mkdirSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackImage } from '/work/wt/cold/engine/layer/unpack-image.ts';
import { writeOciLayout } from '/work/wt/cold/test/fixtures/oci-layout.ts';
import { treeListing } from '/work/wt/cold/test/fixtures/tree-listing.ts';
import { anyImage } from '/work/wt/cold/test/fixtures/layer-arbitrary.ts';
it('umoci', async () => {
  const counts: Record<string, number> = {};
  let shown = 0;
  const samples = fc.sample(anyImage, { numRuns: Number(process.env.RUNS ?? 100), seed: Number(process.env.SEED ?? 1) });
  for (const layers of samples) {
    const base = mkdtempSync('/tmp/prop-');
    try {
      const stored = writeOciLayout(join(base, 'layout'), layers);
      const ours = join(base, 'ours'); mkdirSync(ours);
      let error: any; await unpackImage(stored, ours).catch((e) => { error = e; });
      const theirs = spawnSync('umoci', ['raw', 'unpack', '--image', `${join(base, 'layout')}:latest`, join(base, 'theirs')], { encoding: 'utf8' });
      const key = `${error ? `refused ${error.reason?.replace(/".*"/, '""') ?? error.message}` : 'ok'} / ${theirs.status === 0 ? 'ok' : 'fails'}`;
      counts[key] = (counts[key] ?? 0) + 1;
      if (!error && theirs.status === 0) {
        const norm = (l: string[]) => l.map((x) => x.replace(/^(\S+ 4\d{4} .*) \d+ $/, '$1'));
        const [a, b] = [norm(treeListing(ours)), norm(treeListing(join(base, 'theirs')))];
        if (JSON.stringify(a) !== JSON.stringify(b)) { counts.DIFF = (counts.DIFF ?? 0) + 1; if (shown++ < 6) { console.log('DIFF', layers.map((l) => execFileSync('tar', ['-tv', '--numeric-owner'], { input: l, encoding: 'utf8' })).join('--\n'), '\nours only:', a.filter((x) => !b.includes(x)), '\ntheirs only:', b.filter((x) => !a.includes(x))); } }
      } else if (error && theirs.status === 0 && shown++ < 6) console.log('we refuse:', error.message, layers.map((l) => execFileSync('tar', ['-tv', '--numeric-owner'], { input: l, encoding: 'utf8' })).join('--\n'), treeListing(join(base, 'theirs')));
      else if (!error && theirs.status !== 0 && shown++ < 6) console.log('umoci fails:', theirs.stderr.split('\n').slice(-6).join('\n'), layers.map((l) => execFileSync('tar', ['-tv', '--numeric-owner'], { input: l, encoding: 'utf8' })).join('--\n'));
    } finally { rmSync(base, { recursive: true, force: true }); }
  }
  console.log(counts);
}, 3_000_000);
