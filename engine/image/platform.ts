/** What an image was built for, in GOOS/GOARCH words. @see image-spec image-index.md */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly 'os.version'?: string;
}
