import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { AppError } from '#core/model/error.ts';
import { type ApiHandler, MAX_BODY_BYTES } from '#http/handler.ts';
import type { Log } from '#http/log.ts';
import { problemResponse } from '#http/problem.ts';
import { sendBody } from './body.ts';

/** Hands a request to the API as API Gateway would, and its answer back. */
export async function passThroughGateway(
  handler: ApiHandler,
  log: Log,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === null) {
    const error = new AppError(
      'TOO_LARGE',
      `the body is larger than the ${MAX_BODY_BYTES} bytes that are allowed`,
    );
    response.setHeader('connection', 'close');
    await sendResult(request, response, problemResponse(error, log));
    return;
  }
  const context = { awsRequestId: randomUUID(), functionName: 'local' } as Context;
  await sendResult(request, response, await handler(toEvent(request, body), context));
}

/** The API Gateway event (payload 2.0) of a request. */
export function toEvent(request: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  const query = rest.join('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'cookie' && value !== undefined)
      headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = Object.hasOwn(parameters, name) ? `${parameters[name]},${value}` : value;
  }
  const method = request.method ?? 'GET';
  const text = isText(headers['content-type'] ?? 'text/plain') && isUtf8(body);
  const now = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers,
    ...(request.headers.cookie === undefined ? {} : { cookies: request.headers.cookie.split('; ') }),
    ...(query === '' ? {} : { queryStringParameters: parameters }),
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

async function sendResult(
  request: IncomingMessage,
  response: ServerResponse,
  result: APIGatewayProxyStructuredResultV2,
): Promise<void> {
  const { statusCode = 200, headers = {}, cookies = [], body, isBase64Encoded = false } = result;
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  await sendBody(request, response, Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'));
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > limit) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function isText(type: string): boolean {
  return /^(text\/|application\/(.*\+)?(json|xml|javascript|x-www-form-urlencoded))/.test(type);
}
