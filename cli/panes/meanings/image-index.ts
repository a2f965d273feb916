import type { Meanings } from './meaning.ts';

/** @see image-spec image-index.md */
export const IMAGE_INDEX: Meanings = {
  '/schemaVersion': 'Always 2: it keeps old clients from misreading the document.',
  '/mediaType':
    'What kind of document this is. The digest is over its bytes, so nobody can pass off one kind as another.',
  '/artifactType': 'What it holds, where that is no image to run.',
  '/manifests': 'One entry for each platform. Exactly one of them is for this machine.',
  '/manifests/*': 'A descriptor: enough to fetch a manifest, and to know that it is the right one.',
  '/manifests/*/mediaType': 'What the registry will send: a manifest, or another index.',
  '/manifests/*/digest': 'The name of the manifest: the SHA-256 of its bytes.',
  '/manifests/*/size': 'How many bytes it has. Whoever sends more is not believed.',
  '/manifests/*/platform': 'The kind of machine that it is for.',
  '/manifests/*/platform/architecture': 'The processor, by the name that Go gives it: amd64 is x86-64.',
  '/manifests/*/platform/os': 'The operating system whose system calls the programs make.',
  '/manifests/*/platform/variant': 'The generation of the processor: v8 of arm64, v7 of arm.',
  '/manifests/*/annotations': 'Remarks of whoever built it. Nothing depends on them.',
  '/manifests/*/annotations/*': 'A remark of whoever built it.',
  '/subject': 'Another document that this one is about: it is its signature, or its list of contents.',
  '/annotations': 'Remarks of whoever built it. Nothing depends on them.',
  '/annotations/*': 'A remark of whoever built it.',
};
