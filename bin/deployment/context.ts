/** The context of a command line, `--context key=value` or `-c key=value`, and whether only the plan is asked for. */
export type DeployArguments = {
  readonly context: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
};

/** Reads a command line; throws with what is wrong with it. */
export function deployArguments(given: readonly string[]): DeployArguments {
  const context: Record<string, string> = {};
  let dryRun = false;
  const left = [...given];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    if (argument === '--dry-run') {
      dryRun = true;
      continue;
    }
    const flag = /^(?:--context|-c)(?:=(.*))?$/s.exec(argument);
    if (flag === null) throw new Error(`got ${argument}: use --context key=value or --dry-run`);
    const pair = flag[1] ?? left.shift() ?? '';
    const [, key, value] = /^([\w:@/-]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw new Error(`--context: got "${pair}", use key=value`);
    context[key] = value;
  }
  return { context, dryRun };
}
