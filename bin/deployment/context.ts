/** The context of a command line, `--context key=value` or `-c key=value`, and what of it is asked for. */
export type DeployArguments = {
  readonly context: Readonly<Record<string, string>>;
  /** Only the plan. */
  readonly dryRun: boolean;
  /** Only what moves to the second region, which the context then has active. */
  readonly failOver: boolean;
};

/** Reads a command line; throws with what is wrong with it. */
export function deployArguments(given: readonly string[]): DeployArguments {
  const context: Record<string, string> = {};
  let [dryRun, failOver] = [false, false];
  const left = [...given];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    if (argument === '--dry-run') {
      dryRun = true;
      continue;
    }
    if (argument === '--fail-over') {
      failOver = true;
      continue;
    }
    const flag = /^(?:--context|-c)(?:=(.*))?$/s.exec(argument);
    if (flag === null) throw new Error(`got ${argument}: use --context key=value, --dry-run or --fail-over`);
    const pair = flag[1] ?? left.shift() ?? '';
    const [, key, value] = /^([\w:@/-]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw new Error(`--context: got "${pair}", use key=value`);
    context[key] = value;
  }
  if (!failOver) return { context, dryRun, failOver };
  if (context['active'] === 'primary')
    throw new Error('--fail-over makes the second region active, leave active out');
  return { context: { ...context, active: 'second' }, dryRun, failOver };
}
