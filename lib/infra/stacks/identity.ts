import { Duration, SecretValue } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  type CfnUserPool,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  PasskeyUserVerification,
  ProviderAttribute,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolEmail,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { storeVariables } from '../constructs/environment.ts';
import { type CodeSource, ProductFunction } from '../constructs/function.ts';
import { type Place, PlacedStack } from '../place.ts';
import { acknowledge } from '../policies/acknowledgements.ts';
import type { ResourcePlace } from '../policies/resources.ts';
import type { IdentityProvider } from '../settings.ts';

/** Where the site receives who has signed in or out. */
const CALLBACK_PATHS = ['/callback'] as const;

/** Who may sign in and how. Who somebody is, and what they may do, is in the registry. */
export class IdentityStack extends PlacedStack {
  readonly userPoolId: string;
  readonly userPoolArn: string;
  readonly clientId: string;

  constructor(
    scope: Construct,
    place: Place,
    props: { readonly at: ResourcePlace; readonly code: CodeSource; readonly siteOrigin: string },
  ) {
    super(scope, 'identity', place, { stateful: true, description: 'SafeStats: sign-in' });
    const pool = this.#pool();
    const trigger = new ProductFunction(this, {
      name: 'identity',
      at: props.at,
      code: props.code,
      later: ['people'],
      environment: {
        ...storeVariables(place),
        SAFESTATS_PROVIDER_DOMAINS: JSON.stringify(
          Object.fromEntries(place.settings.providers.map(({ name, domains }) => [name, domains])),
        ),
      },
    });
    pool.addTrigger(UserPoolOperation.PRE_SIGN_UP, trigger.function);
    pool.addTrigger(UserPoolOperation.POST_CONFIRMATION, trigger.function);
    pool.addTrigger(UserPoolOperation.CUSTOM_MESSAGE, trigger.function);
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger.function, LambdaVersion.V2_0);
    trigger.allowOn('people', [pool.userPoolArn]);
    const providers = place.settings.providers.map((provider) => this.#provider(pool, provider));
    const client = this.#client(pool, props.siteOrigin);
    client.node.addDependency(...providers);
    this.#signInPage(pool, client);
    this.userPoolId = pool.userPoolId;
    this.userPoolArn = pool.userPoolArn;
    this.clientId = client.userPoolClientId;
  }

  /** Names the pool in access tokens. */
  get issuer(): string {
    return `https://cognito-idp.${this.place.region}.amazonaws.com/${this.userPoolId}`;
  }

  #pool(): UserPool {
    const { environment, names, settings } = this.place;
    const { senderEmail } = settings;
    const pool = new UserPool(this, 'People', {
      userPoolName: names.of('people'),
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: true, mutable: true },
      },
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
      passkeyUserVerification: PasskeyUserVerification.REQUIRED,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: senderEmail === null, email: senderEmail !== null },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
        passwordHistorySize: 5,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: environment.protect,
      removalPolicy: environment.removal,
      ...(senderEmail === null
        ? {}
        : { email: UserPoolEmail.withSES({ fromEmail: senderEmail, fromName: 'SafeStats' }) }),
    });
    (pool.node.defaultChild as CfnUserPool).webAuthnFactorConfiguration =
      'MULTI_FACTOR_WITH_USER_VERIFICATION';
    acknowledge(pool, ['AwsSolutions-COG8'], 'threat protection');
    return pool;
  }

  #client(pool: UserPool, origin: string): UserPoolClient {
    const { names, settings } = this.place;
    return new UserPoolClient(this, 'Site', {
      userPool: pool,
      userPoolClientName: names.of('site'),
      generateSecret: false,
      authFlows: { user: true, userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: CALLBACK_PATHS.map((path) => `${origin}${path}`),
        logoutUrls: [`${origin}/`],
      },
      supportedIdentityProviders: [
        UserPoolClientIdentityProvider.COGNITO,
        ...settings.providers.map(({ name }) => UserPoolClientIdentityProvider.custom(name)),
      ],
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
      refreshTokenRotationGracePeriod: Duration.seconds(30),
      authSessionValidity: Duration.minutes(5),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  #signInPage(pool: UserPool, client: UserPoolClient): void {
    const domain = pool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: this.place.names.signInPrefix() },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    new CfnManagedLoginBranding(this, 'SignInPage', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    }).node.addDependency(domain);
  }

  #provider(pool: UserPool, provider: IdentityProvider): Construct {
    if (provider.kind === 'oidc')
      return new UserPoolIdentityProviderOidc(this, `Provider-${provider.name}`, {
        userPool: pool,
        name: provider.name,
        issuerUrl: provider.issuer,
        clientId: provider.clientId,
        clientSecret: SecretValue.secretsManager(provider.clientSecretName).unsafeUnwrap(),
        scopes: ['openid', 'email', 'profile'],
        attributeMapping: {
          email: ProviderAttribute.other('email'),
          fullname: ProviderAttribute.other('name'),
        },
      });
    return new UserPoolIdentityProviderSaml(this, `Provider-${provider.name}`, {
      userPool: pool,
      name: provider.name,
      metadata: UserPoolIdentityProviderSamlMetadata.url(provider.metadataUrl),
      idpSignout: true,
      attributeMapping: {
        email: ProviderAttribute.other('http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'),
        fullname: ProviderAttribute.other('http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name'),
      },
    });
  }
}
