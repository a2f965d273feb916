import type { SmallFile } from '../../../../engine/layer/small-files.ts';
import { hexLines } from '../model/hex-lines.ts';
import { visible } from '../model/visible.ts';

interface FileViewProps {
  readonly path: string;
  readonly contents: SmallFile | undefined;
  readonly close: () => void;
}

/** What is in a file: text as text, anything else in hexadecimal. */
export const FileView = ({ path, contents, close }: FileViewProps) => (
  <aside class="file-view" aria-label={`the file ${path}`}>
    <div class="card-head">
      <h3 class="mono">/{visible(path)}</h3>
      <button type="button" class="small" aria-label="close" onClick={close}>
        ×
      </button>
    </div>
    {contents === undefined && (
      <p class="quiet">It is empty, a link or a device, or larger than 4096 bytes: those are not kept.</p>
    )}
    {contents !== undefined && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reached by keys
      <pre tabIndex={0}>{'text' in contents ? visible(contents.text) : hexLines(contents.base64)}</pre>
    )}
  </aside>
);
