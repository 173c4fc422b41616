import { examine } from '#app/doctor.ts';
import type { Store } from '../local/store.ts';
import { type Command, readArguments, withStore } from './command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  usage: `ops -- doctor [--data DIR] [--fast]

Looks at the schema of what is stored, publications and their files, the books of deliveries, boundaries and the audit. Changes nothing. Ends with 1
when something is wrong.

  --fast   compares sizes only, not the content of files`,
  async run(args) {
    const { values } = readArguments(args, { fast: { type: 'boolean', default: false } });
    const work = async (store: Store) => {
      let wrong = 0;
      for await (const { subject, faults } of examine(store, { hashes: values.fast !== true })) {
        console.log(`${faults.length === 0 ? 'ok   ' : 'WRONG'} ${subject}`);
        for (const fault of faults) console.log(`        ${fault}`);
        wrong += faults.length;
      }
      console.log(
        wrong === 0 ? 'everything agrees' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`,
      );
      return wrong === 0 ? 0 : 1;
    };
    return withStore(values.data, work, { anySchema: true });
  },
};
