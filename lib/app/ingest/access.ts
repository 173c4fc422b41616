import type { Caller } from '#app/caller.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';

/** Fails with FORBIDDEN unless the caller may hand over and withdraw deliveries of the dataset. */
export function checkMayDeliver(caller: Caller, definition: DatasetDefinition): void {
  if (caller.roles.includes('super-admin') || delivers(caller, definition)) return;
  throw new AppError('FORBIDDEN', `only suppliers of the agency "${definition.contract.agency}" may do this`);
}

/** Fails with FORBIDDEN unless the caller may read what became of deliveries of the dataset. */
export function checkMayReadDeliveries(caller: Caller, definition: DatasetDefinition): void {
  if (mayReadDeliveries(caller, definition)) return;
  throw new AppError(
    'FORBIDDEN',
    `only suppliers of the agency "${definition.contract.agency}" may see its deliveries`,
  );
}

export function mayReadDeliveries(caller: Caller, definition: DatasetDefinition): boolean {
  return (
    caller.roles.includes('super-admin') || caller.roles.includes('auditor') || delivers(caller, definition)
  );
}

function delivers(caller: Caller, definition: DatasetDefinition): boolean {
  return caller.roles.includes('supplier') && caller.agencies.includes(definition.contract.agency);
}
