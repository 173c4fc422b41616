import type { AuditHead } from './chain.ts';

/** A head as it was told elsewhere. */
export type KnownHead = Pick<AuditHead, 'number' | 'hash'> & { readonly region: string };

/** Keeps heads of the chain where whoever writes the chain cannot change them. */
export interface AuditAnchor {
  /** Durable when it returns. */
  publish(region: string, head: AuditHead): Promise<void>;
  /** Every head of a region that was ever told, oldest first. */
  heads(region: string): AsyncIterable<KnownHead>;
}
