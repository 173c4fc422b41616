import type { Access, AwsRequest } from './call-actions.ts';

/** What IAM is asked when S3 gets a request whose path begins with the bucket; null when this does not know. */
export function objectActions({
  method,
  url,
  headers,
  body,
  status,
  tags,
}: AwsRequest): readonly Access[] | null {
  const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
  const key = rest.join('/');
  const query = url.searchParams;
  const named = (name: string) => (query.has('versionId') ? `s3:${name}Version` : `s3:${name}`);
  const does = (...actions: readonly string[]) => actions.map((action) => access(action, `${bucket}/${key}`));
  if (key === '') return bucketActions({ method, query, body }, bucket);
  if (['acl', 'tagging', 'retention', 'legal-hold', 'attributes'].some((part) => query.has(part)))
    return null;
  switch (method) {
    case 'GET':
    case 'HEAD':
      return [
        { ...access(named('GetObject'), `${bucket}/${key}`), context: tagContext(tags) },
        ...(status === 404 ? [access('s3:ListBucket', bucket)] : []),
      ];
    case 'PUT':
      return headers['x-amz-copy-source'] === undefined
        ? does(
            's3:PutObject',
            ...(headers['if-match'] === undefined ? [] : ['s3:GetObject']),
            ...(headers['x-amz-tagging'] === undefined ? [] : ['s3:PutObjectTagging']),
            ...(headers['x-amz-object-lock-mode'] === undefined ? [] : ['s3:PutObjectRetention']),
            ...(headers['x-amz-object-lock-legal-hold'] === undefined ? [] : ['s3:PutObjectLegalHold']),
          )
        : null;
    case 'POST':
      return query.has('uploads') || query.has('uploadId') ? does('s3:PutObject') : null;
    case 'DELETE':
      return does(query.has('uploadId') ? 's3:AbortMultipartUpload' : named('DeleteObject'));
    default:
      return null;
  }
}

function bucketActions(
  {
    method,
    query,
    body,
  }: { readonly method: string; readonly query: URLSearchParams; readonly body: string },
  bucket: string,
): readonly Access[] | null {
  if (method === 'HEAD') return [access('s3:ListBucket', bucket)];
  if (method === 'GET' && query.has('versions')) return [access('s3:ListBucketVersions', bucket)];
  if (method === 'GET' && query.get('list-type') === '2') return [access('s3:ListBucket', bucket)];
  if (method !== 'POST' || !query.has('delete')) return null;
  return [...body.matchAll(/<Key>([^<]*)<\/Key>(<VersionId>)?/g)].map(([, key = '', version]) =>
    access(version === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', `${bucket}/${key}`),
  );
}

function access(action: string, path: string): Access {
  return { action, resource: `arn:aws:s3:::${path}`, context: {} };
}

function tagContext(tags: AwsRequest['tags']): Access['context'] {
  return Object.fromEntries(
    Object.entries(tags).map(([tag, value]) => [`s3:ExistingObjectTag/${tag}`, value]),
  );
}
