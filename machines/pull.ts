import { assign, enqueueActions, setup } from 'xstate';
import type { Descriptor } from '../engine/image/descriptor.ts';
import type { ImageConfig } from '../engine/image/image-config.ts';
import type { Manifest } from '../engine/image/manifest.ts';
import type { WantedPlatform } from '../engine/image/platform.ts';
import type { Reference } from '../engine/image/reference.ts';
import type { LayerInput, StoredImage } from './actors/contract.ts';
import { layerMachine } from './layer.ts';
import type { StateMeta } from './meta.ts';
import { unprovided } from './unprovided.ts';

/** Which image to bring, and for which platform. */
export interface PullInput {
  readonly reference: Reference;
  readonly platform: WantedPlatform;
}

export interface PullContext extends PullInput {
  readonly challenge: string | undefined;
  /** What the name stands for: an index, or the manifest itself. */
  readonly target: Descriptor | undefined;
  /** Digest and size of the manifest that was chosen for the platform. */
  readonly chosen: Descriptor | undefined;
  readonly manifest: Manifest | undefined;
  readonly config: ImageConfig | undefined;
  /** How many of the layer charts have ended well. */
  readonly completeLayers: number;
  readonly image: StoredImage | undefined;
}

/** Brings an image from its registry into the store. */
export const pullMachine = setup({
  types: {
    input: {} as PullInput,
    context: {} as PullContext,
    events: {} as { type: `xstate.done.actor.layer-${number}` },
    output: {} as StoredImage,
    meta: {} as StateMeta,
  },
  actors: {
    contactRegistry: unprovided('contactRegistry'),
    authorize: unprovided('authorize'),
    resolveIndex: unprovided('resolveIndex'),
    fetchManifest: unprovided('fetchManifest'),
    fetchConfig: unprovided('fetchConfig'),
    recordImage: unprovided('recordImage'),
    layer: layerMachine,
  },
  actions: {
    keepChallenge: assign({ challenge: (_, params: { challenge: string | undefined }) => params.challenge }),
    keepChoice: assign((_, params: { target: Descriptor; chosen: Descriptor }) => params),
    keepManifest: assign({ manifest: (_, params: { manifest: Manifest }) => params.manifest }),
    keepConfig: assign({ config: (_, params: { config: ImageConfig }) => params.config }),
    keepImage: assign({ image: (_, params: { image: StoredImage }) => params.image }),
    countLayer: assign({ completeLayers: ({ context }) => context.completeLayers + 1 }),
    spawnLayers: enqueueActions(({ context, enqueue }) => {
      for (const [index, input] of layersOf(context).entries()) {
        enqueue.spawnChild('layer', { id: `layer-${index}`, input });
      }
    }),
  },
  guards: {
    wantsToken: (_, params: { challenge: string | undefined }) => params.challenge !== undefined,
    hasEveryLayer: ({ context }) => context.completeLayers === context.manifest!.layers.length,
  },
}).createMachine({
  id: 'pull',
  description: 'An image comes from its registry: a name becomes a manifest, a manifest becomes a config and layers.',
  context: ({ input }) => ({
    reference: input.reference,
    platform: input.platform,
    challenge: undefined,
    target: undefined,
    chosen: undefined,
    manifest: undefined,
    config: undefined,
    completeLayers: 0,
    image: undefined,
  }),
  initial: 'contacting',
  states: {
    contacting: {
      description: 'Knock at /v2/: is this a registry, and does it want to know who asks?',
      meta: { lesson: 'registry-and-token', spec: 'distribution-spec#determining-support' },
      invoke: {
        id: 'contactRegistry',
        src: 'contactRegistry',
        input: ({ context }) => ({ reference: context.reference }),
        onDone: [
          {
            guard: { type: 'wantsToken', params: ({ event }) => event.output },
            target: 'authorizing',
            actions: { type: 'keepChallenge', params: ({ event }) => event.output },
          },
          { target: 'resolvingIndex' },
        ],
      },
    },
    authorizing: {
      description: 'Get a token from the server that the challenge names; even a public image is read with one.',
      meta: { lesson: 'registry-and-token', spec: 'RFC 6750 section 3' },
      invoke: {
        id: 'authorize',
        src: 'authorize',
        input: ({ context }) => ({ reference: context.reference, challenge: context.challenge! }),
        onDone: 'resolvingIndex',
      },
    },
    resolvingIndex: {
      description: 'Ask what the tag stands for today, and choose the manifest that was built for this machine.',
      meta: { lesson: 'index-and-platform', spec: 'image-spec image-index.md' },
      invoke: {
        id: 'resolveIndex',
        src: 'resolveIndex',
        input: ({ context }) => ({ reference: context.reference, platform: context.platform }),
        onDone: {
          target: 'fetchingManifest',
          actions: {
            type: 'keepChoice',
            params: ({ event }) => ({ target: event.output.target, chosen: event.output.manifest }),
          },
        },
      },
    },
    fetchingManifest: {
      description: 'Ask the registry which config and which layers make up this image.',
      meta: { lesson: 'manifest', spec: 'distribution-spec#pulling-manifests' },
      invoke: {
        id: 'fetchManifest',
        src: 'fetchManifest',
        input: ({ context }) => ({ reference: context.reference, manifest: context.chosen! }),
        onDone: {
          target: 'fetchingConfig',
          actions: { type: 'keepManifest', params: ({ event }) => event.output },
        },
      },
    },
    fetchingConfig: {
      description: 'Fetch the config: what to run and how, and the digests of the layers once they are unpacked.',
      meta: { lesson: 'image-config', spec: 'image-spec config.md' },
      invoke: {
        id: 'fetchConfig',
        src: 'fetchConfig',
        input: ({ context }) => ({
          reference: context.reference,
          manifest: context.manifest!,
          platform: context.platform,
        }),
        onDone: {
          target: 'fetchingLayers',
          actions: { type: 'keepConfig', params: ({ event }) => event.output },
        },
      },
    },
    fetchingLayers: {
      description: 'Fetch the layers side by side, each with a chart of its own; they may finish in any order.',
      meta: { lesson: 'layers', spec: 'distribution-spec#pulling-blobs' },
      entry: 'spawnLayers',
      on: { 'xstate.done.actor.*': { actions: 'countLayer' } },
      always: { guard: 'hasEveryLayer', target: 'recordingImage' },
    },
    recordingImage: {
      description: 'Write the name into the store, last of all: an image that is listed is whole.',
      meta: { lesson: 'image-layout', spec: 'image-spec image-layout.md#indexjson-file' },
      invoke: {
        id: 'recordImage',
        src: 'recordImage',
        input: ({ context }) => ({
          reference: context.reference,
          target: context.target!,
          manifest: context.chosen!,
          id: context.manifest!.config.digest,
        }),
        onDone: {
          target: 'pulled',
          actions: { type: 'keepImage', params: ({ event }) => ({ image: event.output }) },
        },
      },
    },
    pulled: {
      type: 'final',
      description: 'The image is in the store, whole and verified.',
      meta: { lesson: 'image-layout', spec: 'image-spec image-layout.md' },
    },
  },
  output: ({ context }) => context.image!,
});

/** One layer chart's input a layer, from the lowest up: its archive by digest, its content by diffID, and what lies below. */
function layersOf({ reference, manifest, config }: PullContext): LayerInput[] {
  const diffIds = config!.rootfs.diff_ids;
  return manifest!.layers.map((layer, index) => ({
    reference,
    layer,
    diffId: diffIds[index]!,
    parents: diffIds.slice(0, index),
  }));
}
