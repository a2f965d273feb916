import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type EtcFiles, etcFiles } from '../../../engine/bundle/etc-files.ts';
import { readHostEtcFiles } from '../../../engine/bundle/host-etc-files.ts';
import type { Spec } from '../../../engine/bundle/runtime-spec.ts';
import { type ExtraHost, HOST_GATEWAY } from '../../../engine/bundle/surroundings.ts';
import type { PlannedNetwork } from '../../../engine/container-network.ts';
import { NetworkUnavailable } from '../../../engine/network/errors.ts';
import type { Store } from '../../../engine/store/store.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import type { ContainerRecord, RunRequest } from '../contract.ts';

/** The container's files about names; who joins another one's network has those of that one. */
export function etcFilesOf(spec: Spec, { process }: RunRequest, network: PlannedNetwork): Partial<EtcFiles> {
  if ('joined' in network) return {};
  const { address, resolver } = 'attachment' in network ? network.attachment : {};
  const reach = { fallback: resolver === undefined ? undefined : [resolver] };
  const extraHosts = process.extraHosts?.map((one) => ({ ...one, address: addressOf(one, network) }));
  const options = { ...process, ...(extraHosts && { extraHosts }), address, reach };
  return etcFiles(spec.hostname ?? hostname(), process.network, readHostEtcFiles(process.network), options);
}

function addressOf({ name, address }: ExtraHost, network: PlannedNetwork): string {
  if (address !== HOST_GATEWAY) return address;
  const { bridge, gateway } = 'attachment' in network ? network.attachment.facts : {};
  if (bridge !== undefined && gateway !== undefined) return gateway;
  throw new NetworkUnavailable(
    `unable to derive the IP value for host-gateway, which ${name} is to have`,
    'It is where a container on the bridge of root reaches the host: write the address itself.',
  );
}

/**
 * Puts on record what others may want to know: which process it is, and where it is reached. Where there is no network in
 * the end, its address is no name any more.
 */
export function putOnRecord(
  store: Store,
  { id, bundle, pid }: ContainerRecord,
  spec: Spec,
  request: RunRequest,
  network: PlannedNetwork,
): void {
  const { address, ports = [], facts, helperPid } = 'attachment' in network ? network.attachment : {};
  if (request.process.network === 'bridge' && address === undefined) {
    const { hosts } = etcFilesOf(spec, request, network);
    // Written over and not replaced: it is mounted already.
    writeFileSync(join(bundle, 'hosts'), hosts!);
  }
  store.containers.record({
    // None where none were put down, when they were placed.
    mounts: [],
    ...store.containers.get(id)!,
    status: 'created',
    init: identityOf(pid!)!,
    hostname: spec.hostname,
    // As it was asked for: what looks after it is not what a person means.
    command: request.process.init ? spec.process.args.slice(2) : spec.process.args,
    network: {
      mode: network.mode,
      address,
      ports,
      ...(facts && { facts }),
      ...(helperPid && { helper: identityOf(helperPid) }),
    },
  });
}
