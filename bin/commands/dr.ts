import { spawnSync } from 'node:child_process';
import { KnownPartitions } from '#adapters/aws/known-partitions.ts';
import { examineStandby } from '#app/stand-by.ts';
import { AppError } from '#core/model/error.ts';
import type { Deployment } from '../aws/deployment.ts';
import type { DeploymentPlace } from '../aws/place.ts';
import { type Command, readPlacedArguments, UsageError, withDeployment } from './command.ts';

const USAGE = `ops -- dr status --env dev|prod --to REGION
ops -- dr drill --env dev|prod --to REGION
ops -- dr fail-over --env dev|prod --to REGION [--even-so]
ops -- dr fail-back --env dev|prod --to REGION [--even-so]

status     whether a region could take over: by its copy of the registry, whether records, partitions, boundaries and the audit
           are there; where the other region answers, what is not copied yet. Changes nothing. Ends with 1 when something is late
drill      status, and the stacks that a fail-over would deploy. Changes nothing
fail-over  status, then moves the site and the schedules to the second region, whether or not the primary answers
fail-back  status, then deploys the whole with the primary region active again

  --to        the region that is to take over
  --even-so   although something is late or lost; what was not copied is then not there`;

export const drCommands: readonly Command[] = (['status', 'drill', 'fail-over', 'fail-back'] as const).map(
  (what) => ({ name: `dr ${what}`, usage: USAGE, run: (args) => run(what, args) }),
);

async function run(what: 'status' | 'drill' | 'fail-over' | 'fail-back', args: readonly string[]) {
  const { values, positionals, place } = readPlacedArguments(args, {
    to: { type: 'string' },
    'even-so': { type: 'boolean', default: false },
  });
  if (place.kind !== 'deployment' || values.to === undefined || positionals.length > 0)
    throw new UsageError('give --env and, with --to, the region that is to take over');
  const late = await status({ env: place.env, region: values.to });
  if (what === 'status') return late === 0 ? 0 : 1;
  if (late > 0 && what !== 'drill' && values['even-so'] !== true) {
    console.error('nothing was moved: wait, or add --even-so when the other region is lost');
    return 1;
  }
  const context = ['--context', `env=${place.env}`];
  const moves = what === 'fail-back' ? ['--context', 'active=primary'] : ['--fail-over'];
  const dry = what === 'drill' ? ['--dry-run'] : [];
  return deploy([...context, ...moves, ...dry]);
}

/** Prints how a region stands, and gives how many things are late. */
async function status(to: DeploymentPlace): Promise<number> {
  const find = async (target: Deployment) => {
    const other = { env: to.env, region: target.otherRegion };
    try {
      return await withDeployment(other, (source) => tell(target, source), { anySchema: true });
    } catch (error) {
      if (!(error instanceof AppError && ['UNAVAILABLE', 'NOT_FOUND'].includes(error.code))) throw error;
      console.log(`${other.region} does not answer: ${error.message}`);
      return 1 + (await tell(target, null));
    }
  };
  return withDeployment(to, find, { anySchema: true });
}

async function tell(target: Deployment, source: Deployment | null): Promise<number> {
  let late = 0;
  const regionOf = (deployment: Deployment) => ({
    ...deployment,
    catalogue: new KnownPartitions(deployment.registry, deployment.region),
  });
  for await (const { subject, faults } of examineStandby(
    regionOf(target),
    source === null ? null : regionOf(source),
  )) {
    console.log(`${faults.length === 0 ? 'ok   ' : 'LATE '} ${subject}`);
    for (const fault of faults) console.log(`        ${fault}`);
    late += faults.length;
  }
  console.log(late === 0 ? `${target.region} could take over` : `${late} things are late`);
  return late;
}

function deploy(args: readonly string[]): number {
  const { status: code } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/deploy.ts', ...args], {
    stdio: 'inherit',
  });
  return code ?? 1;
}
