import { migrate, type StepProgress } from '#app/migration/migrate.ts';
import { type Command, OPERATOR, readPlacedArguments, UsageError, withPlacedStore } from './command.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  usage: `ops -- migrate [--data DIR | --env dev|prod [--region REGION]] [--dry-run]

Brings what an earlier release stored to the schema of this one. Stop the server first, and make a copy with backup: an
earlier release cannot read what was migrated. On AWS, deploy first: the functions of the new release refuse to work until
it is done. May be interrupted and run again. Data of a newer release is refused.

  --env       works on a deployment on AWS, with your own credentials; --region eu-west-2 unless you say otherwise
  --dry-run   counts what would change, and changes nothing`,
  async run(args) {
    const { values, positionals, place } = readPlacedArguments(args, {
      'dry-run': { type: 'boolean', default: false },
    });
    if (positionals.length > 0) throw new UsageError(`got ${positionals.join(' ')}, it takes options only`);
    const dryRun = values['dry-run'];
    const onProgress = ({ version, what, seen, changed, done }: StepProgress) => {
      const so = done ? '' : ' so far';
      const change = dryRun ? 'would change' : 'changed';
      console.log(`schema ${version}: ${changed} of ${seen} ${what} ${change}${so}`);
    };
    return withPlacedStore(
      place,
      async (store) => {
        const { from, to } = await migrate(store, OPERATOR, { dryRun, onProgress });
        console.log(
          from === to ? `the data is of schema ${from}` : `the data is of schema ${to}, it was ${from}`,
        );
        return 0;
      },
      { anySchema: true },
    );
  },
};
