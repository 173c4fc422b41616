import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import { dismissNotice, listNotices, readNotices } from '#app/saved/notice.ts';
import { removeAlert, setAlert } from '#app/saved/set-alert.ts';
import { route } from '../route.ts';
import { CursorSchema } from './people-schema.ts';
import { UlidSchema } from './query-schema.ts';
import {
  AlertSchema,
  GroupMovesSchema,
  MeasureSchema,
  SavedSchema,
  savedBody,
  TotalSchema,
} from './saved-schema.ts';

const TAG = 'Saved queries';
const Params = z.strictObject({ id: UlidSchema });
const NoticeSchema = z
  .object({
    id: z.string(),
    saved: z.string().describe('Id of the saved query'),
    title: z.string(),
    at: z.string(),
    rule: AlertSchema.shape.rule,
    told: z
      .object({
        total: TotalSchema,
        groups: GroupMovesSchema,
        republished: z.array(z.string()).readonly(),
        measure: MeasureSchema,
      })
      .nullable()
      .describe('Null where it could not be asked, or the caller’s access is another now'),
    problem: z.string().nullable(),
    accessChanged: z.boolean(),
    readAt: z.string().nullable(),
  })
  .meta({ id: 'Notice' });

export const SAVED_ALERT_ROUTES = [
  route({
    method: 'PUT',
    path: '/v1/saved-queries/{id}/alert',
    operation: 'setAlert',
    summary: 'Be told when a new publication changes a saved query of one’s own',
    tag: TAG,
    roles: rolesFor('change-saved-queries'),
    params: Params,
    body: AlertSchema,
    responses: { 200: { description: 'The saved query with its alert', schema: SavedSchema } },
    errors: ['NOT_FOUND', 'CONFLICT', 'REASON_REQUIRED', 'TOO_MANY_REQUESTS'],
    handle: async ({ caller, params, body }, { platform }) => ({
      status: 200,
      body: savedBody(await setAlert(platform, caller, params.id, body.rule)),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/saved-queries/{id}/alert',
    operation: 'removeAlert',
    summary: 'Be told no more',
    tag: TAG,
    roles: rolesFor('change-saved-queries'),
    params: Params,
    responses: { 204: { description: 'There is no alert' } },
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params }, { platform }) => {
      await removeAlert(platform, caller, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/me/alerts',
    operation: 'listAlerts',
    summary: 'What one was told of saved queries',
    tag: TAG,
    query: z.strictObject({ cursor: CursorSchema.optional() }),
    responses: {
      200: {
        description: 'A page of it, newest first, and how much of all is unread',
        schema: z.object({
          items: z.array(NoticeSchema),
          unread: z.int(),
          nextCursor: z.string().nullable(),
        }),
      },
    },
    handle: async ({ caller, query }, { platform }) => ({
      status: 200,
      body: await listNotices(platform, caller, query.cursor ?? null),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/me/alerts/{id}/read',
    operation: 'readAlerts',
    summary: 'Mark this one and all before it as read',
    tag: TAG,
    params: Params,
    responses: { 204: { description: 'They are read' } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      await readNotices(platform, caller, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/me/alerts/{id}',
    operation: 'dismissAlert',
    summary: 'Take one away for good',
    tag: TAG,
    params: Params,
    responses: { 204: { description: 'It is gone' } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      await dismissNotice(platform, caller, params.id);
      return { status: 204 };
    },
  }),
];
