import { useEffect, useRef } from 'preact/hooks';
import { classroom } from './class.ts';
import { Command } from './parts/command.tsx';
import { link } from './store.ts';

/** The way in for a class, large enough for the back row; nothing where none is let in. */
export function ClassPanel() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const open = () => dialog.current?.showModal();
    addEventListener('learn-run-class', open);
    return () => removeEventListener('learn-run-class', open);
  }, []);
  if (classroom.value === undefined || link.value === 'lost' || link.value === 'over') return null;
  const { invitation, followers } = classroom.value;
  const { address, code, qr } = invitation;
  return (
    <>
      <button type="button" aria-keyshortcuts="s" onClick={() => dialog.current?.showModal()}>
        Class {followers} <kbd>s</kbd>
      </button>
      <dialog ref={dialog} class="class-panel" aria-label="the way in for a class">
        <div class="dialog-head">
          <h2>Follow this run</h2>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close <kbd>Esc</kbd>
          </button>
        </div>
        <div class="way-in">
          <svg class="qr" role="img" aria-label={`QR code of ${address} with the code`} viewBox={zone(qr.size)}>
            <path d={qr.path} />
          </svg>
          <dl>
            <dt>Open</dt>
            <dd class="address">{address}</dd>
            <dt>and type</dt>
            <dd class="code">{code}</dd>
            <dt>Following now</dt>
            <dd class="followers">{followers}</dd>
          </dl>
        </div>
        <h3>The same as a link, for a chat</h3>
        <Command line={`${address}#code=${code}`} />
        <p class="quiet">
          For everybody in this network who knows the code, until the run ends. They look around as they like, and
          cannot drive. The network carries it unencrypted.
        </p>
      </dialog>
    </>
  );
}

/** The standard wants four squares of light around the code. */
const zone = (size: number) => `-4 -4 ${size + 8} ${size + 8}`;
