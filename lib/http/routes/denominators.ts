import * as z from 'zod';
import { listDenominators } from '#app/reference/list.ts';
import { route } from '../route.ts';

const DenominatorSchema = z
  .object({
    name: z.string().describe('As a rate names it'),
    level: z.string(),
    vintage: z.string(),
    source: z.string(),
    years: z.array(z.int()).readonly(),
    small: z
      .array(z.object({ code: z.string(), name: z.string(), value: z.number() }))
      .readonly()
      .describe('Areas with far fewer than most, where a rate misleads; smallest first'),
  })
  .meta({ id: 'Denominator' });

export const DENOMINATOR_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/denominators',
    operation: 'listDenominators',
    summary: 'What rates can be divided by',
    tag: 'Datasets',
    responses: {
      200: {
        description: 'The tables, by name',
        schema: z.object({ items: z.array(DenominatorSchema), nextCursor: z.null() }),
      },
    },
    handle: async (_asked, { platform }) => ({
      status: 200,
      body: { items: [...(await listDenominators(platform))], nextCursor: null },
    }),
  }),
];
