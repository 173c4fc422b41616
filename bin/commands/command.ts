import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Caller, WITHOUT_PROFILE } from '#app/caller.ts';
import { requireSchema } from '#app/migration/schema.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import type { Deployment } from '../aws/deployment.ts';
import { DEFAULT_REGION, type DeploymentPlace, ENVIRONMENT_NAMES } from '../aws/place.ts';
import type { LocalPlatform } from '../local/platform.ts';
import { openStore, type Store } from '../local/store.ts';

/** One operator's command. `run` gets what follows its name and returns the exit code: 0 done, 1 failed. */
export type Command = {
  readonly name: string;
  readonly usage: string;
  run(args: readonly string[]): Promise<number>;
};

/** A mistake in how a command was called; the exit code is 2. */
export class UsageError extends Error {}

/** Who acts when an operator runs a command. */
export const OPERATOR: Caller = {
  user: brandId<UserId>('operator'),
  name: 'Operator',
  email: 'operator@localhost',
  organisation: 'operations',
  roles: ['super-admin'],
  agencies: [],
  ...WITHOUT_PROFILE,
};

type Options = NonNullable<ParseArgsConfig['options']>;

/** Says what to do instead of giving `--env` to a command that works on a data folder only. Fails with UsageError. */
export function refuseDeployment(args: readonly string[]): void {
  if (args.some((argument) => /^--env(=|$)/.test(argument)))
    throw new UsageError(
      'this works on a data folder only: on AWS it is done in the site or by the API, by the roles that may read and write records (docs/operation.md, "Commands on AWS")',
    );
}

/** Options and file names of a command; every command takes `--data`. Fails with UsageError. */
export function readArguments<const Extra extends Options>(args: readonly string[], extra: Extra) {
  if (!('env' in extra)) refuseDeployment(args);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: 'string', default: './data' }, ...extra },
    });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Where a command works that can do so on AWS too. */
export type Place =
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 'deployment' } & DeploymentPlace);

/** Options and file names of a command that takes `--env` instead of `--data`, and where it works. Fails with UsageError. */
export function readPlacedArguments<const Extra extends Options>(args: readonly string[], extra: Extra) {
  const { values, positionals } = readArguments(args, {
    env: { type: 'string' },
    region: { type: 'string' },
    ...extra,
  });
  const { data, env, region } = values as { data: string; env?: string; region?: string };
  if (env === undefined) {
    if (region !== undefined) throw new UsageError('--region goes with --env');
    return { values, positionals, place: { kind: 'folder', folder: data } as Place };
  }
  const known = ENVIRONMENT_NAMES.find((name) => name === env);
  if (known === undefined)
    throw new UsageError(`got --env ${env}, it is one of ${ENVIRONMENT_NAMES.join(', ')}`);
  if (args.some((argument) => /^--data(=|$)/.test(argument)))
    throw new UsageError('give --env for a deployment on AWS or --data for a data folder, not both');
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw new UsageError(`got --region ${region}, use the name of a region, as in ${DEFAULT_REGION}`);
  const place: Place = { kind: 'deployment', env: known, region: region ?? DEFAULT_REGION };
  return { values, positionals, place };
}

type Opening = { readonly mayBeNew?: boolean; readonly anySchema?: boolean };

/** Like `withStore`, for a data folder or a deployment on AWS; what is said of one schema holds for both. */
export async function withPlacedStore<Result>(
  place: Place,
  work: (store: Store | Deployment) => Promise<Result>,
  opening: Opening = {},
): Promise<Result> {
  if (place.kind === 'folder') return withStore(place.folder, work, opening);
  return withDeployment(place, work, opening);
}

/** Opens a region of a deployment for as long as `work` runs. Fails like `openDeployment`, and for the schema like `withStore`. */
export async function withDeployment<Result>(
  place: DeploymentPlace,
  work: (deployment: Deployment) => Promise<Result>,
  { anySchema = false }: Opening = {},
): Promise<Result> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const { openDeployment } = await import('../aws/deployment.ts');
  return during(await openDeployment(place), work, anySchema);
}

/**
 * Opens the data folder for as long as `work` runs. Fails with NOT_FOUND when it is none yet, unless it may be new, and
 * with UNAVAILABLE when what is in it is of another release, unless `work` can do with any schema.
 */
export async function withStore<Result>(
  folder: string,
  work: (store: Store) => Promise<Result>,
  { mayBeNew = false, anySchema = false }: Opening = {},
): Promise<Result> {
  if (!mayBeNew && !existsSync(join(folder, 'registry'))) {
    throw new AppError(
      'NOT_FOUND',
      `${folder} is no data folder: name it with --data, or begin with bootstrap`,
    );
  }
  return during(openStore(folder), work, anySchema);
}

async function during<Opened extends Store | Deployment, Result>(
  store: Opened,
  work: (store: Opened) => Promise<Result>,
  anySchema: boolean,
): Promise<Result> {
  try {
    if (!anySchema) await requireSchema(store.registry, store.clock);
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Opens the data folder with its workers for as long as `work` runs; SIGINT and SIGTERM end them in order. */
export async function withPlatform<Result>(
  folder: string,
  work: (local: LocalPlatform) => Promise<Result>,
): Promise<Result> {
  const { openPlatform } = await import('../local/platform.ts');
  const local = openPlatform(folder, {
    onFailure: ({ dataset, number, error, last }) => {
      const next = last ? 'given up; the next run takes it up again' : 'tried again';
      console.error(`${dataset} delivery ${number}: ${failureText(error)}; ${next}`);
    },
  });
  const stop = () => void local.close().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await requireSchema(local.platform.registry, local.platform.clock);
    return await work(local);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await local.close();
  }
}

/** The message of a failure for people, every fault on a line of its own. */
export function failureText(error: unknown): string {
  if (!(error instanceof AppError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const faults =
    error.details.faults?.map(({ at, message }) => `  ${at === '' ? '' : `${at}: `}${message}`) ?? [];
  return [`${error.message} (${error.code})`, ...faults].join('\n');
}

/** Lines of a table, columns wide enough for their longest cell. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
