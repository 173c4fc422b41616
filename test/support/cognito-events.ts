import type {
  CustomMessageTriggerEvent,
  PostConfirmationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
} from 'aws-lambda';

const POOL = {
  version: '1',
  region: 'eu-west-2',
  userPoolId: 'eu-west-2_Ab1Cd2Ef3',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '4f7explorer' },
};

/** Somebody of the user pool, as its events tell of them. */
export type PoolUser = {
  readonly sub: string;
  readonly email: string;
  readonly name?: string;
  readonly verified?: boolean;
  /** `<provider>_<id there>` where an agency's own provider signed them in. */
  readonly federatedAs?: string;
};

function attributesOf({ sub, email, name, verified = true, federatedAs }: PoolUser): Record<string, string> {
  return {
    sub,
    email,
    email_verified: String(verified),
    'cognito:user_status': federatedAs === undefined ? 'CONFIRMED' : 'EXTERNAL_PROVIDER',
    ...(name === undefined ? {} : { name }),
    ...(federatedAs === undefined ? {} : { identities: JSON.stringify([{ userId: federatedAs }]) }),
  };
}

/** Before an account of the pool is made. */
export function preSignUp(
  triggerSource: PreSignUpTriggerEvent['triggerSource'],
  { email, name, sub, federatedAs }: PoolUser,
): PreSignUpTriggerEvent {
  return {
    ...POOL,
    userName: federatedAs ?? sub,
    triggerSource,
    request: {
      userAttributes: {
        email,
        ...(name === undefined ? {} : { name }),
        ...(federatedAs === undefined ? {} : { 'cognito:email_alias': '', 'cognito:phone_number_alias': '' }),
      },
      validationData: {},
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  };
}

export function postConfirmation(
  triggerSource: PostConfirmationTriggerEvent['triggerSource'],
  user: PoolUser,
): PostConfirmationTriggerEvent {
  return {
    ...POOL,
    userName: user.federatedAs ?? user.sub,
    triggerSource,
    request: { userAttributes: attributesOf(user) },
    response: {},
  };
}

/** Before tokens are issued; the pool asks in version 2. */
export function preTokens(
  triggerSource: PreTokenGenerationV2TriggerEvent['triggerSource'],
  user: PoolUser,
): PreTokenGenerationV2TriggerEvent {
  return {
    ...POOL,
    version: '2',
    userName: user.federatedAs ?? user.sub,
    triggerSource,
    request: {
      userAttributes: attributesOf(user),
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [] },
      scopes: ['openid', 'email', 'profile'],
    },
    response: { claimsAndScopeOverrideDetails: {} },
  };
}

export function customMessage(
  triggerSource: CustomMessageTriggerEvent['triggerSource'],
  user: PoolUser,
): CustomMessageTriggerEvent {
  return {
    ...POOL,
    userName: user.sub,
    triggerSource,
    request: {
      userAttributes: attributesOf(user),
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: triggerSource === 'CustomMessage_AdminCreateUser' ? '{username}' : null,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  };
}
