import { countText, type Finding, type LiveContext, NotTried, type Probe, spanText } from './probe.ts';

type Outcome = Finding | { readonly verdict: 'not tried'; readonly measured: string };

const WIDTH = 'not tried'.length;
const FAILED = 'it could not be looked at: see what is said, and try again';

/** Runs probes one after another and tells each outcome as soon as there is one. Returns how many are wrong. */
export async function runProbes(
  probes: readonly Probe[],
  context: LiveContext,
  say: (line: string) => void,
): Promise<number> {
  const names = Math.max(...probes.map(({ name }) => name.length));
  const told = { ok: 0, WRONG: 0, 'not tried': 0 };
  for (const probe of probes) {
    const begun = context.clock.now();
    const outcome = await outcomeOf(probe, context);
    told[outcome.verdict] += 1;
    const took = outcome.verdict === 'not tried' ? '' : ` (${spanText(context.clock.now() - begun)})`;
    say(`${outcome.verdict.padEnd(WIDTH)}  ${probe.name.padEnd(names)}  ${outcome.measured}${took}`);
    if (outcome.verdict === 'WRONG') say(`${' '.repeat(WIDTH + names + 4)}${outcome.advice}`);
  }
  say(`${told.ok} ok, ${told.WRONG} wrong, ${told['not tried']} not tried`);
  return told.WRONG;
}

/** What can be tried, by name, with what it is for. */
export function listText(probes: readonly Probe[]): string {
  const lines = probes.flatMap(({ name, what, why, wants, makes, alone }) => [
    name,
    `  ${what}`,
    `  because: ${why.replaceAll('`', '')}`,
    `  wants ${wants.join(' and ')}${alone === true ? ', and to be named with --only' : ''}`,
    ...(makes === null ? [] : [`  makes ${makes}`]),
  ]);
  return [...lines, '', countText(probes.length, 'probe')].join('\n');
}

async function outcomeOf(probe: Probe, context: LiveContext): Promise<Outcome> {
  try {
    return await probe.run(context);
  } catch (error) {
    if (error instanceof NotTried) return { verdict: 'not tried', measured: error.message };
    const measured = error instanceof Error ? error.message : String(error);
    return { verdict: 'WRONG', measured, advice: FAILED };
  }
}
