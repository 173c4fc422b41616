import * as z from 'zod';
import type { Caller, Role } from '#app/caller.ts';
import type { Links } from '#app/links.ts';
import type { DeliveryQueue, Platform } from '#app/ports.ts';
import type { RequestRate } from '#app/token-buckets.ts';
import type { Delivery } from '#core/model/delivery.ts';
import type { ErrorCode } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Authenticate } from './authentication.ts';
import type { Log } from './log.ts';

/** What the handlers need; made once by a composition root. */
export type Services = {
  readonly platform: Platform & { readonly queue: DeliveryQueue };
  readonly authenticate: Authenticate;
  readonly log: Log;
  /** Of the product, as `/health` says it. */
  readonly version: string;
  /** How many requests each person may make. */
  readonly requestRate: RequestRate;
  readonly links: Links;
  /** Takes a delivery back for the caller; how it stands when that is done, or goes on elsewhere. */
  readonly withdraw: (caller: Caller, dataset: DatasetId, number: number) => Promise<Delivery>;
};

export type Reply = {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly text?: { readonly type: string; readonly body: string };
  readonly headers?: Readonly<Record<string, string>>;
};

export type ResponseDeclaration = {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Of `schema`; JSON unless it says otherwise. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

type Declaration<Params extends z.ZodObject, Query extends z.ZodObject> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Operation id: a verb and a noun. */
  readonly operation: string;
  readonly summary: string;
  readonly tag: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly responses: Readonly<Record<number, ResponseDeclaration>>;
  /** Codes of refusals besides those that every route of its kind may give. */
  readonly errors?: readonly ErrorCode[];
};

export type Asked<Params, Query> = { readonly params: Params; readonly query: Query };
export type SignedIn<Params, Query, Body> = Asked<Params, Query> & {
  readonly caller: Caller;
  readonly body: Body;
  /** A request header by its lower case name. */
  readonly header: (name: string) => string | undefined;
};

/** One operation of the API: what the contract says and what the handler does. */
export type Route = Declaration<z.ZodObject, z.ZodObject> & {
  readonly access: 'public' | 'signed-in';
  /** Whether an account that waits for approval or is stopped is let in too. */
  readonly admitsBarred: boolean;
  /** Roles that the use case admits; null = every signed-in person. For the contract: the use case decides. */
  readonly roles: readonly Role[] | null;
  readonly body: z.ZodType | null;
  /** False where the use case checks the body itself, and says its faults. */
  readonly checksBody: boolean;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly run: (
    asked: Asked<unknown, unknown> & {
      caller: Caller | null;
      body: unknown;
      header: (name: string) => string | undefined;
    },
    services: Services,
  ) => Promise<Reply>;
};

const Nothing = z.strictObject({});
type Nothing = typeof Nothing;

/** A route for everybody. */
export function publicRoute<Params extends z.ZodObject = Nothing, Query extends z.ZodObject = Nothing>(
  declaration: Declaration<Params, Query> & {
    readonly handle: (asked: Asked<z.output<Params>, z.output<Query>>, services: Services) => Promise<Reply>;
  },
): Route {
  const { handle, ...rest } = declaration;
  return {
    ...rest,
    params: declaration.params ?? Nothing,
    query: declaration.query ?? Nothing,
    access: 'public',
    admitsBarred: false,
    roles: null,
    body: null,
    checksBody: true,
    requestHeaders: {},
    run: ({ params, query }, services) =>
      handle({ params: params as z.output<Params>, query: query as z.output<Query> }, services),
  };
}

/** A route that wants an access token. What the caller may do is decided by the use case that it calls. */
export function route<
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodType = z.ZodUndefined,
>(
  declaration: Declaration<Params, Query> & {
    readonly roles?: readonly Role[];
    readonly body?: Body;
    readonly checksBody?: boolean;
    readonly admitsBarred?: boolean;
    readonly requestHeaders?: Readonly<Record<string, string>>;
    readonly handle: (
      asked: SignedIn<z.output<Params>, z.output<Query>, z.output<Body>>,
      services: Services,
    ) => Promise<Reply>;
  },
): Route {
  const { handle, ...rest } = declaration;
  return {
    ...rest,
    params: declaration.params ?? Nothing,
    query: declaration.query ?? Nothing,
    access: 'signed-in',
    admitsBarred: declaration.admitsBarred ?? false,
    roles: declaration.roles ?? null,
    body: declaration.body ?? null,
    checksBody: declaration.checksBody ?? true,
    requestHeaders: declaration.requestHeaders ?? {},
    run: ({ params, query, caller, body, header }, services) => {
      if (caller === null) throw new Error(`${declaration.operation} was run without a caller`);
      const asked = {
        params: params as z.output<Params>,
        query: query as z.output<Query>,
        body: body as z.output<Body>,
        caller,
        header,
      };
      return handle(asked, services);
    },
  };
}
