import { callMeaning } from '../../../panes/kernel-calls.ts';
import { visible } from '../model/visible.ts';

/** A kernel call as strace(1) prints it, and what it is made for, where that is known. */
export const KernelCall = ({ line }: { readonly line: string }) => (
  <>
    <code>{visible(line)}</code>
    <span class="note block">{callMeaning(line)}</span>
  </>
);
