import type { FunctionName } from '#lambdas/functions.ts';
import type { Place } from '../place.ts';
import { FUNCTION_ACTIONS } from './function-actions.ts';

/** The functions that ask as profiles. */
export function queryFunctions(): readonly FunctionName[] {
  return (Object.keys(FUNCTION_ACTIONS) as FunctionName[]).filter((name) =>
    FUNCTION_ACTIONS[name].some(({ on }) => on.includes('profiles')),
  );
}

/** Whom Lake Formation knows besides the roles of profiles: CloudFormation, and the functions that it grants something. */
export function lakePrincipals({ names, settings }: Place): readonly string[] {
  return [settings.primaryRegion, settings.secondRegion].flatMap((region) => [
    names.executionRoleArn(region),
    ...(['api-admin', 'ingest', 'geography', 'provisioner'] as const).map((name) =>
      names.roleArn(name, region),
    ),
  ]);
}

/** Roles that the trust of each profile's role names, in both regions. */
export function queryRoles({ names, settings }: Place): readonly string[] {
  return queryFunctions().flatMap((name) =>
    [settings.primaryRegion, settings.secondRegion].map((region) => names.roleArn(name, region)),
  );
}
