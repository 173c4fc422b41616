const started = performance.now();
const remainingMs = Number(process.argv[3] ?? 900_000);
const { handler } = await import(process.argv[2]);
process.send({ kind: 'ready', importMs: performance.now() - started });

process.on('message', async ({ id, event }) => {
  const until = Date.now() + remainingMs;
  const context = { awsRequestId: `request-${id}`, getRemainingTimeInMillis: () => until - Date.now() };
  try {
    process.send({ kind: 'answer', id, answer: await handler(event, context) });
  } catch (error) {
    process.send({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) });
  }
});
