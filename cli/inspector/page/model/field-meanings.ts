import { lookup } from './lookup.ts';

/** What the fields of a document are for, by patterns of JSON pointers: `*` is any one name. */
type Meanings = Readonly<Record<string, string>>;

const DESCRIPTOR: Meanings = {
  mediaType: 'what kind of document the bytes are',
  digest: 'SHA-256 of the bytes: their name, and the proof that they are the right ones',
  size: 'how many bytes they are: checked before the digest, so that nobody can send without end',
  annotations: 'words for people and tools; nothing depends on them',
};

const below = (prefix: string, fields: Meanings): Meanings =>
  Object.fromEntries(Object.entries(fields).map(([name, meaning]) => [`${prefix}/${name}`, meaning]));

/** image-spec image-index.md */
const INDEX: Meanings = {
  '/schemaVersion': 'always 2',
  '/mediaType': 'this document is an index: one name for the same image, built for several platforms',
  '/manifests': 'one manifest for each platform; the first that fits this machine is taken',
  ...below('/manifests/*', DESCRIPTOR),
  '/manifests/*/platform': 'what it was built for',
  '/manifests/*/platform/architecture': 'the processor, in the words of Go: amd64, arm64',
  '/manifests/*/platform/os': 'the operating system',
  '/manifests/*/platform/variant': 'the version of the processor',
};

/** image-spec manifest.md */
const MANIFEST: Meanings = {
  '/schemaVersion': 'always 2',
  '/mediaType': 'this document is a manifest: one image for one platform',
  '/config': 'where the image’s config is: its digest is what docker calls the image ID',
  '/layers': 'the archives that are laid on top of each other, the lowest first',
  ...below('/config', DESCRIPTOR),
  ...below('/layers/*', DESCRIPTOR),
};

/** image-spec config.md */
const IMAGE_CONFIG: Meanings = {
  '/created': 'when it was built, by the word of its builder',
  '/author': 'who built it',
  '/architecture': 'the processor that it runs on',
  '/os': 'the operating system that it runs on',
  '/config': 'how the container is run where nobody says otherwise',
  '/config/Env': 'variables that every container of it gets',
  '/config/Cmd': 'what is run, or the arguments of the Entrypoint; the words behind the image’s name take its place',
  '/config/Entrypoint': 'what is run in any case; --entrypoint takes its place',
  '/config/WorkingDir': 'the directory that the program begins in',
  '/config/User': 'who the program runs as: a name or number out of the image’s own /etc/passwd',
  '/config/ExposedPorts': 'ports that the program listens on; a hint, nothing is opened',
  '/config/Volumes': 'paths that get a volume of their own, so that what is written there outlives the container',
  '/config/Labels': 'words for people and tools',
  '/config/StopSignal': 'the signal that asks the program to stop',
  '/config/Healthcheck': 'docker’s own; learn-run does not look at it',
  '/rootfs': 'what the layers are once they are unpacked',
  '/rootfs/type': 'always layers',
  '/rootfs/diff_ids': 'SHA-256 of each layer’s archive, uncompressed: the same however it was compressed',
  '/history': 'how it was built, step by step; a step that made no layer says empty_layer',
  '/history/*/created_by': 'the command of that step',
  '/history/*/empty_layer': 'this step changed no files',
};

/** runtime-spec config.md, config-linux.md */
const CONFIG_JSON: Meanings = {
  '/ociVersion': 'the version of the runtime specification',
  '/process': 'what is run, and with which rights',
  '/process/terminal': 'whether it gets a terminal of its own (-t)',
  '/process/user': 'who it runs as, in numbers: the kernel knows no names',
  '/process/user/additionalGids': 'further groups',
  '/process/args': 'the command line: what execve(2) gets',
  '/process/env': 'its variables',
  '/process/cwd': 'the directory that it begins in',
  '/process/capabilities': 'the pieces of root’s power that it gets, by set',
  '/process/capabilities/bounding': 'it can never get more than these',
  '/process/capabilities/effective': 'these are in force',
  '/process/capabilities/permitted': 'these it may put in force',
  '/process/rlimits': 'limits of single processes, as ulimit sets them',
  '/process/noNewPrivileges': 'true: set-user-ID programs give it nothing',
  '/process/oomScoreAdj': 'how readily the kernel kills it where memory runs out',
  '/root': 'its root directory',
  '/root/path': 'where that is on the host',
  '/root/readonly': 'whether nothing may be written into it',
  '/hostname': 'its name for itself',
  '/mounts': 'what is mounted into it, in this order',
  '/mounts/*/destination': 'where',
  '/mounts/*/type': 'which kind of file system',
  '/mounts/*/source': 'what',
  '/mounts/*/options': 'how',
  '/linux': 'what only Linux has',
  '/linux/namespaces': 'the kinds of namespace that it gets its own of',
  '/linux/uidMappings': 'which users of the host its users are',
  '/linux/gidMappings': 'which groups of the host its groups are',
  '/linux/resources': 'how much it may use',
  '/linux/resources/devices': 'which devices it may touch',
  '/linux/resources/memory': 'bytes',
  '/linux/resources/cpu': 'processor time',
  '/linux/resources/pids': 'how many processes',
  '/linux/cgroupsPath': 'the cgroup in which it is counted and limited',
  '/linux/seccomp': 'which system calls it may make, and what happens where it makes another one',
  '/linux/maskedPaths': 'files of /proc and /sys that are hidden from it',
  '/linux/readonlyPaths': 'files of /proc and /sys that it may only read',
  '/linux/sysctl': 'settings of the kernel that hold in its namespaces alone',
  '/annotations': 'words for people and tools',
};

const DOCUMENTS: Readonly<Record<string, Meanings>> = {
  index: INDEX,
  manifest: MANIFEST,
  'image config': IMAGE_CONFIG,
  'config.json': CONFIG_JSON,
};

/** What the field at that JSON pointer of a document is for; undefined where its name says all. */
export function fieldMeaning(document: string, pointer: string): string | undefined {
  const meanings = lookup(DOCUMENTS, document) ?? {};
  const parts = pointer.split('/');
  return (
    lookup(meanings, pointer) ??
    Object.entries(meanings).find(([pattern]) => pattern.includes('*') && fits(pattern.split('/'), parts))?.[1]
  );
}

const fits = (pattern: readonly string[], parts: readonly string[]) =>
  pattern.length === parts.length && pattern.every((part, at) => part === '*' || part === parts[at]);
