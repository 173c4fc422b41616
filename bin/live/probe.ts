import type { Cloud } from './cloud.ts';
import type { Site } from './site.ts';

/** What came of a probe: what was measured, in words, and what to do where it is not as it should be. */
export type Finding =
  | { readonly verdict: 'ok'; readonly measured: string }
  | { readonly verdict: 'WRONG'; readonly measured: string; readonly advice: string };

/** A probe cannot be tried as things are; the message says why, and what would let it. */
export class NotTried extends Error {}

/** What probes ask. Each part fails with NotTried where the operator did not give it. */
export type LiveContext = {
  /** The deployment, with the operator's own credentials. */
  cloud(): Cloud;
  /** The API, as a Super Admin. */
  site(): Site;
  /** The API as another Super Admin, who approves what the first proposes. */
  approver(): Site;
  /** Where the API is, without a token; null = not given. */
  readonly origin: string | null;
  readonly clock: Clock;
};

/** Time, which tests shorten. */
export type Clock = { now(): number; pause(ms: number): Promise<void> };

/** One thing that a deployment must do and that can be told only where it runs. */
export type Probe = {
  readonly name: string;
  /** A few words, as in the table of docs/deployment.md. */
  readonly what: string;
  readonly why: string;
  /** What the operator gives for it. */
  readonly wants: readonly ('--env' | '--site' | '--env or --site' | 'a second token')[];
  /** What it makes for its time, and what of that stays; null = it only looks. */
  readonly makes: string | null;
  /** Whether it runs only when it is named, because it ends what others need. */
  readonly alone?: true;
  /** Fails with NotTried; any other failure is a finding. Takes back what it made whatever happens. */
  run(at: LiveContext): Promise<Finding>;
};

export function ok(measured: string): Finding {
  return { verdict: 'ok', measured };
}

export function wrong(measured: string, advice: string): Finding {
  return { verdict: 'WRONG', measured, advice };
}

/** Looks again and again until there is something to see; null when the time has passed. */
export async function waitFor<Seen>(
  clock: Clock,
  { everyMs, forMs }: { readonly everyMs: number; readonly forMs: number },
  look: () => Promise<Seen | null>,
): Promise<Seen | null> {
  const until = clock.now() + forMs;
  for (;;) {
    const seen = await look();
    if (seen !== null || clock.now() >= until) return seen;
    await clock.pause(everyMs);
  }
}

/** What to do where a stack is not as it was deployed: deploying the same template again changes nothing. */
export function driftOf(stack: string): string {
  return `look for drift of the stack \`${stack}\` (\`aws cloudformation detect-stack-drift\`)`;
}

/** A time in words: `812 ms`, `12.4 s`, `3 min`. */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** A number of things in words: `1 stack`, `2 stacks`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;
}
