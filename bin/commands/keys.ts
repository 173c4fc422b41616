import { LONGEST_TOKEN_MINUTES, rotateProviderKeys } from '#adapters/oidc/keys.ts';
import { audited } from '#app/audit/audited.ts';
import { type Command, OPERATOR, readArguments, UsageError, withStore } from './command.ts';

export const keysRotateCommand: Command = {
  name: 'keys rotate',
  usage: `ops -- keys rotate [--data DIR] [--forget]

Makes a new key that signs the tokens of this machine's sign-in. Start the server again afterwards: it signs with the new key
from then on, and knows tokens for scripts only then. The key before goes on verifying for ${LONGEST_TOKEN_MINUTES / 60} hours, the longest that a token holds.

  --forget   the key before verifies nothing any more: everybody signs in again. For a key that somebody else may have`,
  async run(args) {
    const { values, positionals } = readArguments(args, { forget: { type: 'boolean', default: false } });
    if (positionals.length > 0) throw new UsageError(`got ${positionals.join(' ')}, it takes options only`);
    const { forget } = values;
    return withStore(values.data, async (store) => {
      const detail = { change: 'rotation', forget };
      const kid = await audited(store, OPERATOR, 'administration', 'keys/sign-in', detail, () =>
        rotateProviderKeys(store.registry, store.clock, { forget }),
      );
      console.log(`key ${kid} signs from the next start of the server on`);
      return 0;
    });
  },
};
