let address = '/';

/** Notes what the explorer shows, so that the way back from another page leads there again. */
export function rememberAddress(next: string): void {
  address = next;
}

/** The page of the explorer that was shown last in this tab; its start page at first. */
export function lastAddress(): string {
  return address;
}
