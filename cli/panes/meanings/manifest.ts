import type { Meanings } from './meaning.ts';

/** @see image-spec manifest.md */
export const MANIFEST: Meanings = {
  '/schemaVersion': 'Always 2: it keeps old clients from misreading the document.',
  '/mediaType': 'What kind of document this is.',
  '/artifactType': 'What it holds, where that is no image to run.',
  '/config': 'The descriptor of the image config, which says what to run.',
  '/config/mediaType': 'Tells an image config from other things that a registry may keep.',
  '/config/digest': 'What docker calls the image ID: it stands for the whole image, all layers included.',
  '/config/size': 'How many bytes the config has.',
  '/layers': 'The layers, from the lowest up. The container sees them as one directory.',
  '/layers/*': 'The descriptor of one layer: an archive of the files that it adds, changes and hides.',
  '/layers/*/mediaType': 'An archive (tar), and how it is compressed.',
  '/layers/*/digest': 'The SHA-256 of the archive as it travels: compressed.',
  '/layers/*/size': 'How many bytes travel.',
  '/layers/*/platform': 'Not used in layers.',
  '/layers/*/urls': 'Other places to get it from.',
  '/layers/*/urls/*': 'Another place to get it from.',
  '/layers/*/annotations': 'Remarks of whoever built it.',
  '/layers/*/annotations/*': 'A remark of whoever built it.',
  '/subject': 'Another document that this one is about.',
  '/annotations': 'Remarks of whoever built it. Nothing depends on them.',
  '/annotations/*': 'A remark of whoever built it.',
};
