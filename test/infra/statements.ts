import { at, type Found, resourcesOf, type Templates } from './stacks.ts';

export type Statement = {
  readonly sid: string | null;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly principal: unknown;
  readonly condition: unknown;
};

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The statements of a policy document. */
export function statementsOf(document: unknown): readonly Statement[] {
  return listOf(at(document, 'Statement')).map((statement) => ({
    sid: (at(statement, 'Sid') as string | undefined) ?? null,
    effect: String(at(statement, 'Effect')),
    actions: listOf(at(statement, 'Action')).map(String),
    resources: listOf(at(statement, 'Resource')),
    principal: at(statement, 'Principal'),
    condition: at(statement, 'Condition'),
  }));
}

/** All that a role may do, whichever resource says it. */
export function roleStatements(templates: Templates, { stack, id, resource }: Found): readonly Statement[] {
  const inline = listOf(resource.Properties?.['Policies']).flatMap((policy) =>
    statementsOf(at(policy, 'PolicyDocument')),
  );
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    resourcesOf(templates, type, stack)
      .filter((policy) =>
        listOf(policy.resource.Properties?.['Roles']).some((role) => at(role, 'Ref') === id),
      )
      .flatMap((policy) => statementsOf(policy.resource.Properties?.['PolicyDocument'])),
  );
  return [...inline, ...attached];
}

/** Every policy of every kind, with where it stands. */
export function everyStatement(templates: Templates): readonly (Statement & { readonly where: string })[] {
  return Object.entries(templates).flatMap(([stack, template]) =>
    Object.entries(template.Resources ?? {}).flatMap(([id, { Properties: properties = {} }]) => {
      const documents = [
        properties['PolicyDocument'],
        properties['KeyPolicy'],
        properties['AssumeRolePolicyDocument'],
        ...listOf(properties['Policies']).map((policy) => at(policy, 'PolicyDocument')),
      ];
      return documents
        .flatMap((document) => statementsOf(document))
        .map((statement) => ({ ...statement, where: `${stack}/${id}` }));
    }),
  );
}
