const started = performance.now();
const { handler } = await import(process.argv[2]);
process.send({ kind: 'ready', importMs: performance.now() - started });

/** Of a call, as functions that run longest have it. */
const CALL_MS = 900_000;

process.on('message', async ({ id, event }) => {
  const until = Date.now() + CALL_MS;
  const context = { awsRequestId: `request-${id}`, getRemainingTimeInMillis: () => until - Date.now() };
  try {
    const answer = await handler(event, context);
    const left = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    process.send({ kind: 'answer', id, answer, left });
  } catch (error) {
    process.send({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) });
  }
});
