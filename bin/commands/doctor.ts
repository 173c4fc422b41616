import { examine } from '#app/doctor.ts';
import type { Platform } from '#app/ports.ts';
import { type Command, readPlacedArguments, withPlacedStore } from './command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  usage: `ops -- doctor [--data DIR | --env dev|prod [--region REGION]] [--fast]

Looks at the schema of what is stored, publications and their files, the books of deliveries, boundaries and the audit. Changes nothing. Ends with 1
when something is wrong.

  --env    looks at a deployment on AWS, with your own credentials; --region eu-west-2 unless you say otherwise. The content of
           records is for the product's roles only there: what is listed of them is compared
  --fast   compares sizes only, not the content of files`,
  async run(args) {
    const { values, place } = readPlacedArguments(args, { fast: { type: 'boolean', default: false } });
    const records = place.kind === 'folder' ? 'read' : 'listed';
    const work = async (store: Pick<Platform, 'registry' | 'objects'>) => {
      let wrong = 0;
      for await (const { subject, faults } of examine(store, { hashes: values.fast !== true, records })) {
        console.log(`${faults.length === 0 ? 'ok   ' : 'WRONG'} ${subject}`);
        for (const fault of faults) console.log(`        ${fault}`);
        wrong += faults.length;
      }
      if (records === 'listed')
        console.log(
          'not looked at: the content of published and staged records, which only roles of the product may read',
        );
      console.log(
        wrong === 0 ? 'everything agrees' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`,
      );
      return wrong === 0 ? 0 : 1;
    };
    return withPlacedStore(place, work, { anySchema: true });
  },
};
