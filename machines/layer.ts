import { setup } from 'xstate';
import type { LayerInput } from './actors/contract.ts';
import type { LayerStatus } from './evidence.ts';
import type { StateMeta } from './meta.ts';
import { unprovided } from './unprovided.ts';

/** Brings one layer from the registry into a directory of its own. Its tags are Docker's progress words. */
export const layerMachine = setup({
  types: {
    input: {} as LayerInput,
    context: {} as LayerInput,
    tags: {} as LayerStatus,
    meta: {} as StateMeta,
  },
  actors: {
    locateLayer: unprovided('locateLayer'),
    downloadLayer: unprovided('downloadLayer'),
    verifyLayer: unprovided('verifyLayer'),
    extractLayer: unprovided('extractLayer'),
  },
  guards: {
    isUnpacked: (_, params: { exists: boolean }) => params.exists,
  },
}).createMachine({
  id: 'layer',
  description: 'One layer of an image: an archive of changes that becomes a directory.',
  context: ({ input }) => input,
  initial: 'waiting',
  states: {
    waiting: {
      description: 'Look whether an earlier image already brought this layer: images share the layers below them.',
      meta: { lesson: 'layers', spec: 'image-spec config.md#layer-chainid' },
      tags: ['Pulling fs layer'],
      invoke: {
        id: 'locateLayer',
        src: 'locateLayer',
        input: ({ context }) => context,
        onDone: [
          {
            guard: { type: 'isUnpacked', params: ({ event }) => ({ exists: event.output.exists }) },
            target: 'alreadyExists',
          },
          { target: 'downloading' },
        ],
      },
    },
    downloading: {
      description: 'Fetch the compressed archive by its digest; where the bytes come from does not matter.',
      meta: { lesson: 'layers', spec: 'distribution-spec#pulling-blobs' },
      tags: ['Downloading'],
      invoke: {
        id: 'downloadLayer',
        src: 'downloadLayer',
        input: ({ context }) => context,
        onDone: 'verifying',
      },
    },
    verifying: {
      description: 'Compare the bytes with the digest and the size that the manifest promised.',
      meta: { lesson: 'digests', spec: 'image-spec descriptor.md#verification' },
      tags: ['Verifying Checksum'],
      invoke: {
        id: 'verifyLayer',
        src: 'verifyLayer',
        input: ({ context }) => context,
        onDone: 'extracting',
      },
    },
    extracting: {
      description: 'Decompress and unpack: files are added, whiteouts hide what a lower layer had.',
      meta: { lesson: 'whiteouts-and-overlay', spec: 'image-spec layer.md#applying-changesets' },
      tags: ['Extracting'],
      invoke: {
        id: 'extractLayer',
        src: 'extractLayer',
        input: ({ context }) => context,
        onDone: 'complete',
      },
    },
    complete: {
      type: 'final',
      description: 'The layer is a directory of its own, ready to be stacked.',
      meta: { lesson: 'whiteouts-and-overlay', spec: 'image-spec layer.md#applying-changesets' },
      tags: ['Pull complete'],
    },
    alreadyExists: {
      type: 'final',
      description: 'The layer was there before: nothing is downloaded twice.',
      meta: { lesson: 'layers', spec: 'image-spec config.md#layer-chainid' },
      tags: ['Already exists'],
    },
  },
});
