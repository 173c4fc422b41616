import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { checkFileName } from '#app/ingest/receive.ts';
import { type Proposal, type ProposalRequest, proposeDefinition } from '#core/catalogue/propose.ts';
import { AppError } from '#core/model/error.ts';

/** Proposes a definition from the first part of a file; nothing of it is kept. Fails with SPEC_INVALID and every fault. */
export function proposeDataset(caller: Caller, request: ProposalRequest): Proposal {
  authorise(caller, 'change-datasets');
  checkFileName(request.fileName);
  const proposal = proposeDefinition(request);
  if (!('faults' in proposal)) return proposal;
  const { faults } = proposal;
  const [first] = faults;
  const message =
    faults.length === 1 && first !== undefined
      ? `${first.at === 'text' ? 'the file' : first.at} ${first.message}`
      : `the file has ${faults.length} faults`;
  throw new AppError('SPEC_INVALID', message, { details: { faults } });
}
