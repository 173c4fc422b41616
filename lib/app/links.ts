/** Where a file is sent, once: by this method, with these headers. */
export type UploadTarget = {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** Addresses that are given to people and differ between the runtimes. */
export interface Links {
  /** How long a file may take to arrive after it was granted. */
  readonly uploadSeconds: number;
  /** Where the file goes that was granted under this token. */
  upload(token: string): Promise<UploadTarget>;
  /** Where the person goes who was invited under this secret. */
  invitation(secret: string): string;
  /** Where a page of the site is, from its path, `/explore?v=map`. */
  page(path: string): string;
}
