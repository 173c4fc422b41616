import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { safestatsStacks } from '#infra/app.ts';
import { settingsOf } from '#infra/settings.ts';

export const ACCOUNT = '111122223333';
export const PRIMARY = 'eu-west-2';
export const SECOND = 'eu-west-1';

export type Properties = Readonly<Record<string, unknown>>;
export type Resource = {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
};
/** What a stack says, as CloudFormation gets it. */
export type StackTemplate = { readonly Resources?: Readonly<Record<string, Resource>> };
/** Templates by the id of their stack, `lake-primary`. */
export type Templates = Readonly<Record<string, StackTemplate>>;

/** An app with the flags of `cdk.json`, under other settings. */
export function appWith(context: Readonly<Record<string, unknown>> = {}): App {
  const { context: flags } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  return new App({
    builtinCloudFormationValidation: false,
    context: { ...flags, ...context },
    analyticsReporting: false,
  });
}

/** The stacks of a deployment without bundles or pages, in their order. */
export function stacksOf(app: App) {
  return safestatsStacks(app, settingsOf(app.node, ACCOUNT), {
    code: { kind: 'none' },
    site: { kind: 'none' },
  });
}

/** The templates of a deployment. */
export function templatesOf(context: Readonly<Record<string, unknown>> = {}): Templates {
  return Object.fromEntries(
    stacksOf(appWith(context)).map((stack) => [
      stack.node.id,
      Template.fromStack(stack).toJSON() as StackTemplate,
    ]),
  );
}

/** Makes the assembly with cdk-nag at work; fails where something is not acknowledged. */
export function synthesiseChecked(change: (app: App) => void = () => undefined): void {
  const app = appWith();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  stacksOf(app);
  change(app);
  app.synth();
}

export type Found = { readonly stack: string; readonly id: string; readonly resource: Resource };

/** Every resource of a type, in some stack or in all. */
export function resourcesOf(templates: Templates, type: string, stack?: string): readonly Found[] {
  return Object.entries(templates)
    .filter(([name]) => stack === undefined || name === stack)
    .flatMap(([name, template]) =>
      Object.entries(template.Resources ?? {}).map(([id, resource]) => ({ stack: name, id, resource })),
    )
    .filter(({ resource }) => resource.Type === type);
}

/** What the only resource of a type says in a stack. */
export function onlyOne(templates: Templates, type: string, stack: string): Properties {
  const [found, ...others] = resourcesOf(templates, type, stack);
  if (found === undefined || others.length > 0)
    throw new Error(
      `${stack} has ${others.length + (found === undefined ? 0 : 1)} resources of type ${type}`,
    );
  return found.resource.Properties ?? {};
}

/** The one resource of a type in a stack that has this property. */
export function resourceOf(templates: Templates, type: string, property: string, value: unknown): Resource {
  const found = resourcesOf(templates, type).filter(
    ({ resource }) => resource.Properties?.[property] === value,
  );
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} resources of type ${type} have ${property} ${String(value)}`);
  return first.resource;
}

/** What stands at a path of a value, or undefined. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

/** The list at a path of a value; empty where there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A copy in which one property of one resource is another, or is gone. */
export function broken(
  templates: Templates,
  type: string,
  change: (properties: Record<string, unknown>) => void,
): Templates {
  const copy = structuredClone(templates) as Record<string, { Resources?: Record<string, Resource> }>;
  for (const template of Object.values(copy))
    for (const resource of Object.values(template.Resources ?? {}))
      if (resource.Type === type && resource.Properties !== undefined) {
        change(resource.Properties as Record<string, unknown>);
        return copy;
      }
  throw new Error(`no resource of type ${type} to break`);
}

/** Something that two deployments say differently; a path of keys from the stack on. */
export type Change = { readonly at: string; readonly from: unknown; readonly to: unknown };

/** All in which the templates of two deployments differ. */
export function differences(from: unknown, to: unknown, path = ''): readonly Change[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (!isObject(from) || !isObject(to)) return [{ at: path, from, to }];
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys.flatMap((key) => differences(from[key], to[key], `${path}/${key}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
