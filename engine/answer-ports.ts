import { setTimeout as wait } from 'node:timers/promises';
import { MONITOR_FD } from './monitor/descriptors.ts';
import type { Listener } from './network/host-ports.ts';
import { listenTcp } from './network/tcp-proxy.ts';
import { listenUdp } from './network/udp-proxy.ts';
import type { ContainerState } from './store/container-state.ts';

/** Who has had nobody to carry for so long, in milliseconds, is not needed any more: the monitor starts another one. */
const IDLE = 5000;

/**
 * Carries whoever calls the ports of a detached container to it, on the sockets of its monitor, as long as anybody does.
 *
 * @param isOver asked twice a second whether nobody is to be carried any more
 */
export async function answerPorts({ network }: ContainerState, isOver: () => boolean): Promise<void> {
  if (network?.address === undefined) return;
  const { address, ports } = network;
  const listeners = await Promise.all(
    ports.map(({ protocol, containerPort }, index) => {
      const start = protocol === 'tcp' ? listenTcp : listenUdp;
      return start({ fd: MONITOR_FD.firstPort + index }, { address, port: containerPort });
    }),
  );
  await untilIdle(listeners, isOver);
}

async function untilIdle(listeners: readonly Listener[], isOver: () => boolean): Promise<void> {
  let quietSince = Date.now();
  while (Date.now() - quietSince < IDLE && !isOver()) {
    await wait(IDLE / 10);
    if (listeners.some(({ isIdle }) => !isIdle)) quietSince = Date.now();
  }
}
