import { fieldMeaning } from '../model/field-meanings.ts';
import { type CommandRecord, type Hop, interfacesOf, networkAt, wayOut } from '../model/network-facts.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Tree } from '../parts/tree.tsx';
import { atMoment } from '../store.ts';

const found = atMoment(networkAt);

/** The way from the program to the world, and by which commands it was made and removed. */
export function NetworkPane() {
  if (found.value === undefined) return <NotYet>The network comes with connectNetwork, in containerCreation.</NotYet>;
  const { fact, network, takenBack } = found.value;
  const { mode, ports = [], inside, commands = [], reason } = network;
  const { routes = [] } = inside ?? {};
  return (
    <Scroll name="network">
      <PaneHead title={`Network: ${visible(mode)}`} badge={fact.badge}>
        {reason === undefined ? 'What is between the program and the world.' : visible(reason)}
      </PaneHead>
      <ol class="way-out">
        {wayOut(network).map((hop) => (
          <Place key={hop.name} hop={hop} />
        ))}
      </ol>
      {ports.length > 0 && (
        <>
          <h3>Published ports</h3>
          <Lines lines={ports} />
        </>
      )}
      <h3>What the container sees</h3>
      <dl class="facts mono">
        {interfacesOf(network).map(({ name, words }) => (
          <div key={name}>
            <dt>{visible(name)}</dt>
            <dd>{visible(words)}</dd>
          </div>
        ))}
      </dl>
      <Lines lines={routes.length === 0 ? ['no route: only its own addresses can be reached'] : routes} />
      <Commands title="What was run to make it" commands={commands} />
      <Commands title="What was run to remove it" commands={takenBack} />
      <h3>All that was found</h3>
      <div class="short">
        <Tree label="network" value={fact.value} note={(pointer) => fieldMeaning('network', pointer)} />
      </div>
    </Scroll>
  );
}

const Place = ({ hop: { side, name, words } }: { readonly hop: Hop }) => (
  <li class={side}>
    <b>{visible(name)}</b> <span class="mono">{visible(words)}</span>
    <span class="quiet side">{side === 'outside' ? '' : side === 'host' ? 'on the host' : 'in the container'}</span>
  </li>
);

const Lines = ({ lines }: { readonly lines: readonly string[] }) => (
  <pre class="text">{lines.map((line) => visible(line)).join('\n')}</pre>
);

function Commands({ title, commands }: { readonly title: string; readonly commands: readonly CommandRecord[] }) {
  if (commands.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {commands.map(({ command, input = [] }, at) => (
        <pre key={at} class="text">
          <b>{visible(command)}</b>
          {input.map((line) => `\n  ${visible(line)}`).join('')}
        </pre>
      ))}
    </>
  );
}
