import { describe, expect, it } from 'vitest';
import { at, listAt, onlyOne, resourcesOf, templatesOf } from './stacks.ts';

const dev = templatesOf();

describe('sign-in', () => {
  const pool = onlyOne(dev, 'AWS::Cognito::UserPool', 'identity-primary');

  it('wants a second factor of everybody, and counts a passkey with verification as two', () => {
    expect(pool).toMatchObject({
      MfaConfiguration: 'ON',
      UserPoolTier: 'ESSENTIALS',
      WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      WebAuthnUserVerification: 'required',
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
    });
  });

  it('takes a code by e-mail as second factor where there is a sender, else one of an app, and never one by SMS', {
    timeout: 120_000,
  }, () => {
    expect(pool['EnabledMfas']).toEqual(['SOFTWARE_TOKEN_MFA']);
    const sent = onlyOne(
      templatesOf({ senderEmail: 'no-reply@example.org' }),
      'AWS::Cognito::UserPool',
      'identity-primary',
    );
    expect(sent).toMatchObject({
      EnabledMfas: ['EMAIL_OTP'],
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        From: expect.stringContaining('no-reply@example.org'),
      },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    });
  });

  it('lets people sign up themselves, with an address that they are shown to have', () => {
    expect(pool).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
      UsernameAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
  });

  it('has pages of Cognito for it, which come back to the site and go nowhere else', () => {
    expect(onlyOne(dev, 'AWS::Cognito::UserPoolDomain', 'identity-primary')['ManagedLoginVersion']).toBe(2);
    expect(resourcesOf(dev, 'AWS::Cognito::ManagedLoginBranding')).toHaveLength(1);
    const client = onlyOne(dev, 'AWS::Cognito::UserPoolClient', 'identity-primary');
    for (const [property, path] of [
      ['CallbackURLs', '/callback'],
      ['LogoutURLs', '/'],
    ] as const) {
      const [address, ...others] = listAt(client, property);
      const [scheme, host, end] = listAt(address, 'Fn::Join', 1);
      expect([scheme, end, others]).toEqual(['https://', path, []]);
      expect(at(host, 'Fn::GetStackOutput', 'StackName')).toBe('safestats-dev-site');
    }
  });

  it('asks the product before somebody signs up and before a token is issued', () => {
    const [trigger] = resourcesOf(dev, 'AWS::Lambda::Function', 'identity-primary');
    const asked = { 'Fn::GetAtt': [trigger?.id, 'Arn'] };
    expect(trigger?.resource.Properties?.['FunctionName']).toBe('safestats-dev-identity');
    expect(pool['LambdaConfig']).toMatchObject({
      PreSignUp: asked,
      PostConfirmation: asked,
      CustomMessage: asked,
      PreTokenGenerationConfig: { LambdaArn: asked },
    });
    expect(at(pool['LambdaConfig'], 'PreTokenGenerationConfig', 'LambdaVersion')).toBe('V2_0');
  });

  it('gives short tokens to a public client by code and PKCE, and renews them for half a day', () => {
    expect(onlyOne(dev, 'AWS::Cognito::UserPoolClient', 'identity-primary')).toMatchObject({
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      AccessTokenValidity: 15,
      RefreshTokenValidity: 720,
      RefreshTokenRotation: { Feature: 'ENABLED' },
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
  });

  it('federates providers that the context names, for the domains that it names', {
    timeout: 120_000,
  }, () => {
    const federated = templatesOf({
      providers: [
        {
          kind: 'oidc',
          name: 'agency',
          issuer: 'https://id.example.org',
          clientId: 'c',
          clientSecretName: 's',
          domains: ['example.org'],
        },
        {
          kind: 'saml',
          name: 'borough',
          metadataUrl: 'https://id.example.net/metadata',
          domains: ['example.net'],
        },
      ],
      senderEmail: 'no-reply@example.org',
    });
    const providers = resourcesOf(federated, 'AWS::Cognito::UserPoolIdentityProvider');
    expect(providers.map(({ resource }) => resource.Properties?.['ProviderType'])).toEqual(['OIDC', 'SAML']);
    const [trigger] = resourcesOf(federated, 'AWS::Lambda::Function', 'identity-primary');
    expect(at(trigger?.resource.Properties, 'Environment', 'Variables', 'SAFESTATS_PROVIDER_DOMAINS')).toBe(
      '{"agency":["example.org"],"borough":["example.net"]}',
    );
    const [pool] = resourcesOf(federated, 'AWS::Cognito::UserPool');
    expect(pool?.resource.Properties?.['EnabledMfas']).toEqual(['EMAIL_OTP']);
  });
});
