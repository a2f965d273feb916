import { useState } from 'preact/hooks';
import { visible } from '../model/visible.ts';

/** A browser has no clipboard for pages that came over a network without TLS, as to a class. */
const canCopy = 'clipboard' in navigator;

/** A command line that shows the same in a terminal, to be copied. */
export function Command({ line }: { readonly line: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(line).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <div class="command">
      <code>{visible(line)}</code>
      {canCopy && (
        <button type="button" class="small" aria-label={`copy: ${line}`} onClick={copy} onBlur={() => setCopied(false)}>
          {isCopied ? 'copied' : 'copy'}
        </button>
      )}
    </div>
  );
}
