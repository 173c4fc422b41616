import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoDirectory } from '#adapters/aws/cognito-directory.ts';

/** The user pool, which follows what the registry says of accounts. */
export function openDirectory(userPoolId: string): CognitoDirectory {
  return new CognitoDirectory({ client: new CognitoIdentityProviderClient(), userPoolId });
}
