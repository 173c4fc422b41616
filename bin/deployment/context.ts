/** The context of a command line, `--context key=value` or `-c key=value`, and whether only the plan is asked for. */
export type DeployArguments = {
  readonly context: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
};

/** Reads a command line; throws with what is wrong with it. */
export function deployArguments(given: readonly string[]): DeployArguments {
  const context: Record<string, string> = {};
  let dryRun = false;
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index] ?? '';
    if (argument === '--dry-run') {
      dryRun = true;
      continue;
    }
    const [, inline] = /^(?:--context|-c)(?:=(.*))?$/.exec(argument) ?? [null];
    if (!/^(?:--context|-c)(?:=|$)/.test(argument))
      throw new Error(`got ${argument}: use --context key=value or --dry-run`);
    const pair = inline ?? given[(index += 1)] ?? '';
    const [, key, value] = /^([\w:@/-]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw new Error(`--context: got "${pair}", use key=value`);
    context[key] = value;
  }
  return { context, dryRun };
}
