import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readCursor, writeCursor } from '#app/cursor.ts';

const PlaceSchema = z.tuple([z.string(), z.int().min(0)]);

describe('readCursor(schema, cursor)', () => {
  it('gives back the place that was written', () => {
    expect(readCursor(PlaceSchema, writeCursor(['Å#1', 7]))).toEqual(['Å#1', 7]);
  });

  it.each([
    ['no text', ''],
    ['no base64url', '%%%'],
    ['no JSON', Buffer.from('[').toString('base64url')],
    ['null', writeCursor(null)],
    ['a place of another list', writeCursor('name')],
    ['a number out of range', writeCursor(['Å', -1])],
  ])('fails with SPEC_INVALID for %s', (_what, cursor) => {
    expect(() => readCursor(PlaceSchema, cursor)).toThrow(expect.objectContaining({ code: 'SPEC_INVALID' }));
  });
});
