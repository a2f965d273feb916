/** One behaviour that users of docker count on, as something that can be run and looked at. */
export interface ParityCase {
  /** Its name in the list of explanations and in the recording. */
  readonly id: string;
  /** The behaviour, in a sentence that begins with a small letter. */
  readonly title: string;
  /** Options of `run --rm`; `$DIR` stands for a directory of the case, `$NAME` for a name of its own. */
  readonly options?: readonly string[];
  /** Which of the images is run. */
  readonly image?: ImageName;
  /** What stands behind the image; a text is a script for the shell inside. */
  readonly command?: string | readonly string[];
  /** What is written to its stdin; nothing where it is left out. */
  readonly stdin?: string;
  /** In place of all this: a script for the shell of the host, in which `$ENGINE`, `$IMAGE`, `$NAME`, `$DIR` and `$PORT` stand for what they say. */
  readonly script?: string;
  /** What clients look for in the error: the part that is found is what is compared. */
  readonly says?: RegExp;
  /** Files that are in `$DIR` before. */
  readonly files?: Readonly<Record<string, string>>;
  /** What is seen depends on the machine: it is compared, but not recorded. */
  readonly isOfTheMachine?: boolean;
}

/** The cases of one area, which are one table of the page. */
export interface ParityArea {
  readonly title: string;
  readonly cases: readonly ParityCase[];
}

/** The images that the cases are run with; images.ts says what is in them. */
export type ImageName = 'shell' | 'bare' | 'entrypoint' | 'shell-form' | 'configured' | 'unmade-workdir';
