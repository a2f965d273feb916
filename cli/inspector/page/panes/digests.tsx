import { useEffect, useState } from 'preact/hooks';
import { type Entry, fetchBlob } from '../connection.ts';
import { entry } from '../entry.ts';
import { digestsOf, type Named } from '../model/digest-list.ts';
import { size } from '../model/quantity.ts';
import { visible } from '../model/visible.ts';
import { Command } from '../parts/command.tsx';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { canCompute, recompute, uncompressed } from '../recompute.ts';
import { atMoment, factNow } from '../store.ts';

const digests = atMoment(digestsOf);

/** Every digest of the image, computed once more by this very page: verify it yourself. */
export function DigestsPane() {
  const badge = (factNow('bytes') ?? factNow('manifest'))?.badge;
  if (digests.value.length === 0) return <NotYet>The digests come with imageCheck.</NotYet>;
  return (
    <Scroll name="digests">
      <PaneHead title="Digests" badge={badge}>
        {canCompute ? COMPUTED : NOT_COMPUTED}
      </PaneHead>
      <ol>
        {digests.value.map((named) => (
          <li key={named.digest}>
            <h3>
              {named.name}{' '}
              <span class="quiet">
                {size(named.size)}, {visible(named.mediaType)}
              </span>
            </h3>
            <Check named={named} />
            {named.elsewhere !== undefined && (
              <Command line={`${named.digest.split(':')[0]}sum ${named.elsewhere.file}`} />
            )}
          </li>
        ))}
      </ol>
    </Scroll>
  );
}

const COMPUTED =
  'What is computed here, your browser computes from the bytes themselves: nobody’s word is taken for it.';
const NOT_COMPUTED =
  'A browser computes digests only for pages of its own machine, or of https, and this one came over plain http. The commands compute them on the teacher’s machine.';

interface Found {
  readonly digest?: string;
  readonly diffId?: string;
  readonly failure?: string;
}

function Check({ named }: { readonly named: Named }) {
  const [found, setFound] = useState<Found>({});
  const { digest, diffId, isRedacted, elsewhere } = named;
  useEffect(() => {
    if (canCompute && named.bytes !== undefined) void compute(named, named.bytes, setFound);
  }, [digest, named.bytes?.length]);
  return (
    <table class="check-table">
      <tbody>
        <Line name="promised" text={digest} />
        {elsewhere?.computed !== undefined && (
          <Line name="by learn-run" text={elsewhere.computed} verdict={verdict(elsewhere.computed === digest, false)} />
        )}
        {found.digest !== undefined && (
          <Line name="computed here" text={found.digest} verdict={verdict(found.digest === digest, isRedacted)} />
        )}
        {diffId !== undefined && <Line name="diffID promised" text={diffId} />}
        {diffId !== undefined && found.diffId !== undefined && (
          <Line name="computed here" text={found.diffId} verdict={verdict(found.diffId === diffId, false)} />
        )}
        {canCompute && found.digest === undefined && (
          <Missing named={named} failure={found.failure} setFound={setFound} />
        )}
      </tbody>
    </table>
  );
}

async function compute(named: Named, bytes: Uint8Array<ArrayBuffer>, tell: (found: Found) => void): Promise<void> {
  const digest = await recompute(bytes, named.digest);
  tell({ digest });
  if (named.diffId === undefined) return;
  const archive = await uncompressed(bytes, named.mediaType).catch(() => undefined);
  if (archive !== undefined) tell({ digest, diffId: await recompute(archive, named.diffId) });
}

const verdict = (isEqual: boolean, isRedacted: boolean): readonly [look: string, words: string] => {
  if (isEqual) return ['right', '✓ the same'];
  return isRedacted ? ['unknown', 'secrets were taken out of these bytes'] : ['wrong', '✗ not the same'];
};

interface LineProps {
  readonly name: string;
  readonly text: string;
  readonly verdict?: readonly [look: string, words: string];
}

const Line = ({ name, text, verdict: given }: LineProps) => (
  <tr>
    <th scope="row">{name}</th>
    <td>
      <code>{visible(text)}</code> {given !== undefined && <b class={`verdict ${given[0]}`}>{given[1]}</b>}
    </td>
  </tr>
);

interface MissingProps {
  readonly named: Named;
  readonly failure: string | undefined;
  readonly setFound: (found: Found) => void;
}

function whyNotFetched(own: Entry | undefined): string | undefined {
  if (own === undefined) return 'The bytes are not part of this recording.';
  return own.role === 'follower' ? 'The bytes are for the teacher’s own page: a class is too many.' : undefined;
}

/** The bytes of a layer are many: they are fetched for those who ask. */
function Missing({ named, failure, setFound }: MissingProps) {
  const own = entry();
  const [isAtWork, setAtWork] = useState(false);
  const refusal = failure ?? whyNotFetched(own);
  const ask = () => {
    setAtWork(true);
    void fetchBlob(own!, named.digest)
      .then((buffer) => compute(named, new Uint8Array(buffer), setFound))
      .catch(() =>
        setFound({ failure: 'The bytes cannot be had: they are not in the store, too many, or the run is over.' }),
      )
      .finally(() => setAtWork(false));
  };
  return (
    <tr>
      <th scope="row">computed here</th>
      <td>
        {refusal}
        {refusal === undefined && (
          <button type="button" class="small" disabled={isAtWork} onClick={ask}>
            {isAtWork ? 'computing…' : 'fetch the bytes and compute'}
          </button>
        )}
      </td>
    </tr>
  );
}
