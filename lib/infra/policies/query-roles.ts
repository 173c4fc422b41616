import type { FunctionName } from '#lambdas/functions.ts';
import type { Place } from '../place.ts';
import { FUNCTION_ACTIONS } from './function-actions.ts';

/** The functions that ask as profiles. */
export function queryFunctions(): readonly FunctionName[] {
  return (Object.keys(FUNCTION_ACTIONS) as FunctionName[]).filter((name) =>
    FUNCTION_ACTIONS[name].some(({ on }) => on.includes('profiles')),
  );
}

/** Roles that the trust of each profile's role names, in both regions. */
export function queryRoles({ names, settings }: Place): readonly string[] {
  return queryFunctions().flatMap((name) =>
    [settings.primaryRegion, settings.secondRegion].map((region) => names.roleArn(name, region)),
  );
}
