import { Duration } from 'aws-cdk-lib';
import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { acknowledgeOpen } from '../policies/acknowledgements.ts';
import { FUNCTION_ACTIONS } from '../policies/function-actions.ts';
import type { PolicyStatement as PlainStatement } from '../policies/profile-policies.ts';
import { RESOURCES, type ResourceName, type ResourcePlace } from '../policies/resources.ts';
import { logGroup } from './log-group.ts';

/** Where the code of functions is: bundles made by `bin/bundle.ts`, or one line that stands for them in tests. */
export type CodeSource = { readonly kind: 'bundles'; readonly folder: string } | { readonly kind: 'none' };

/** The variables that the handler of a function parses; another name or a missing one does not compile. */
export type FunctionVariables<Name extends FunctionName> = z.input<(typeof FUNCTIONS)[Name]['environment']>;

export type ProductFunctionProps<Name extends FunctionName> = {
  readonly name: Name;
  readonly at: ResourcePlace;
  readonly environment: FunctionVariables<Name>;
  readonly code: CodeSource;
  /** Statements besides those of `FUNCTION_ACTIONS`. */
  readonly statements?: readonly PlainStatement[];
  /** Resources of the table that are made after the function: `allowOn` allows them. */
  readonly later?: readonly ResourceName[];
  /** How many may run at once; absent = as many as the account has. */
  readonly atOnce?: number;
};

/** One function of `lambdas/functions.ts` with its own role, log and exactly the permissions that the tables say. */
export class ProductFunction<Name extends FunctionName> extends Construct {
  readonly function: LambdaFunction;
  readonly log: LogGroup;
  readonly #name: Name;
  readonly #role: Role;

  constructor(scope: Construct, props: ProductFunctionProps<Name>) {
    super(scope, props.name);
    const { name, at } = props;
    const { place } = at;
    const later = new Set(props.later);
    const declared = FUNCTIONS[name];
    const functionName = place.names.of(name);
    this.log = logGroup(this, 'Log', {
      place,
      name: `/aws/lambda/${functionName}`,
      keyArn: at.keys.operations,
    });
    const role = new Role(this, 'Role', {
      roleName: place.names.role(name, place.region),
      description: `SafeStats: ${declared.purpose}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        allowed: new PolicyDocument({
          statements: [
            ...FUNCTION_ACTIONS[name].flatMap(({ actions, on }) => {
              const known = on.filter((resource) => !later.has(resource));
              const resources = known.flatMap((resource) => [...RESOURCES[resource].arns(at)]);
              return resources.length === 0
                ? []
                : [new PolicyStatement({ actions: [...actions], resources })];
            }),
            ...(props.statements ?? []).map((statement) => PolicyStatement.fromJson(statement)),
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [this.log.logGroupArn],
            }),
            new PolicyStatement({
              actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
              resources: ['*'],
            }),
          ],
        }),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: declared.purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'handler.handler',
      code: codeOf(name, props.code),
      memorySize: declared.memoryMb,
      timeout: Duration.seconds(declared.timeoutSeconds),
      role: role.withoutPolicyUpdates(),
      logGroup: this.log,
      tracing: Tracing.ACTIVE,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      environmentEncryption: Key.fromKeyArn(this, 'EnvironmentKey', at.keys.operations),
      ...(props.atOnce === undefined ? {} : { reservedConcurrentExecutions: props.atOnce }),
    });
    acknowledgeOpen(role, name, at, props.statements ?? [], later);
    this.#name = name;
    this.#role = role;
  }

  /** Allows what the table says on a resource that is made after the function, in a policy of its own. */
  allowOn(resource: ResourceName, arns: readonly string[]): void {
    const actions = FUNCTION_ACTIONS[this.#name].flatMap((allowance) =>
      allowance.on.includes(resource) ? [...allowance.actions] : [],
    );
    new Policy(this, `On-${resource}`, {
      roles: [this.#role],
      statements: [new PolicyStatement({ actions, resources: [...arns] })],
    });
  }
}

function codeOf(name: FunctionName, source: CodeSource): Code {
  return source.kind === 'bundles'
    ? Code.fromAsset(`${source.folder}/${name}`)
    : Code.fromInline('exports.handler = async () => undefined;');
}
