import { sealAudit } from '#app/audit/sealer.ts';
import { openStore } from '../../bin/local/store.ts';
import { auditEvent } from '../contract/audit.ts';

/** The process that is killed: records effects and seals as it goes, and says of each intent that it is in. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('say which folder');
const store = openStore(folder);

async function record(): Promise<never> {
  for (;;) {
    const effect = store.newId();
    await store.audit.record(auditEvent(effect, { personal: { words: 'somebody' } }));
    process.send?.(effect);
    await store.audit.record(auditEvent(effect, { phase: 'outcome' }));
  }
}

async function seal(): Promise<never> {
  for (;;) {
    await sealAudit(store);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

seal().catch(() => process.exit(1));
void Promise.all([record(), record(), record()]);
