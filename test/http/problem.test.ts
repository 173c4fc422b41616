import { describe, expect, it } from 'vitest';
import { AppError } from '#core/model/error.ts';
import { problemResponse } from '#http/problem.ts';

const titleOf = (error: unknown) => JSON.parse(problemResponse(error, () => undefined).body).title;

describe('problemResponse(error, log)', () => {
  it('blames somebody else for a conflict only where somebody else made it', () => {
    const moved = new AppError('CONFLICT', 'it was changed', { details: { moved: true } });
    expect(titleOf(moved)).toBe('Somebody else was quicker');
    expect(titleOf(new AppError('CONFLICT', 'the key was used before'))).toBe('Not possible as things stand');
  });

  it('tells nothing of a failure that is no refusal', () => {
    const body = problemResponse(new Error('secret: /var/lib'), () => undefined).body;
    expect(body).not.toContain('secret');
    expect(JSON.parse(body)).toMatchObject({ code: 'INTERNAL', status: 500, reference: expect.any(String) });
  });
});
