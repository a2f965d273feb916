/** The kinds of checks, and the fields `check.NAME` of each. What they do is in `checks/`, one file each. */
export const CHECK_FIELDS = {
  /** The store has the image, whole. */
  image: { required: ['image'], optional: [] },
  /** The answer is a fact of the learner's own store, computed on the spot. */
  fact: { required: ['fact'], optional: ['image', 'number'] },
  /** The answer is known; the lesson holds its SHA-256, so that reading the file gives nothing away. */
  answer: { required: ['sha256'], optional: [] },
  /** A directory that the learner has made holds some files, and lacks others. */
  directory: { required: ['has'], optional: ['lacks', 'contains'] },
  /** A run that the learner asks for ends with this exit code, and prints this. */
  run: { required: ['exit'], optional: ['prints', 'image'] },
  /** A container that was started in the background has ended with this exit code, and is kept. */
  container: { required: ['name', 'exit'], optional: ['image', 'logs'] },
} as const satisfies Record<string, { required: readonly string[]; optional: readonly string[] }>;

export type CheckKind = keyof typeof CHECK_FIELDS;

export const isCheckKind = (text: string): text is CheckKind => Object.hasOwn(CHECK_FIELDS, text);
