/** What the explorer has to know before anybody has signed in, served as `/config.json` beside it; nothing secret. */
export type SiteConfig = {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly apiBase: string;
  readonly product: string;
  /** Whether all records are made up. */
  readonly synthetic: boolean;
  /** Where the provider answers; null = it says so itself, at its issuer. */
  readonly metadata: {
    readonly issuer: string;
    readonly authorization_endpoint: string;
    readonly token_endpoint: string;
    readonly revocation_endpoint: string;
  } | null;
  /** Pages of the provider. */
  readonly pages: {
    readonly signUp: string;
    readonly password: string;
    /** Ends the provider's own session; null = as OpenID Connect has it. */
    readonly signOut: string | null;
  };
};
