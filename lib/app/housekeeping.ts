import { AppError } from '#core/model/error.ts';
import { sweepReasons } from './access/reason.ts';
import { sealAudit } from './audit/sealer.ts';
import { sweepExports } from './export-link.ts';
import { sweepImports } from './geography/upload.ts';
import { settleErrands } from './people/errand.ts';
import type { Platform } from './ports.ts';
import { expireLeases } from './query/status.ts';
import { sweepQueries } from './query/sweep.ts';
import { runAlerts } from './saved/run-alerts.ts';
import { sweepSavedKeys } from './saved/save.ts';
import { sweepTickets } from './ticket.ts';

/** What is done now and then, without anybody asking; each may be done at any time and again. */
export const HOUSEKEEPING = {
  'abandoned-queries': {
    what: 'ending abandoned queries',
    run: (platform: Platform): Promise<unknown> => expireLeases(platform),
  },
  alerts: {
    what: 'telling people what publications changed',
    run: (platform: Platform): Promise<unknown> => runAlerts(platform),
  },
  audit: {
    what: 'sealing the audit',
    run: (platform: Platform): Promise<unknown> => sealAudit(platform),
  },
  expired: {
    what: 'removing what has expired',
    run: async (platform: Platform): Promise<unknown> => {
      await sweepTickets(platform);
      await sweepExports(platform);
      await sweepImports(platform);
      await sweepSavedKeys(platform);
      return sweepReasons(platform);
    },
  },
  'identity-errands': {
    what: 'telling the identity provider what it could not be told',
    run: async (platform: Platform): Promise<unknown> => {
      const failed = await settleErrands(platform);
      if (failed.length > 0)
        throw new AppError('UNAVAILABLE', `${failed.length} accounts are left: it is tried again`);
      return failed;
    },
  },
  'old-queries': {
    what: 'removing old queries',
    run: (platform: Platform): Promise<unknown> => sweepQueries(platform),
  },
} as const;

export type HousekeepingTask = keyof typeof HOUSEKEEPING;
