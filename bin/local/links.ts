import type { Links } from '#app/links.ts';

const UPLOAD_SECONDS = 60 * 60;

/** Addresses on the server itself; `issuer` is where people sign in. */
export function localLinks(issuer: string): Links {
  return {
    uploadSeconds: UPLOAD_SECONDS,
    upload: async (token) => ({
      method: 'PUT',
      url: `/uploads/${token}`,
      headers: { 'content-type': 'application/octet-stream' },
    }),
    invitation: (secret) => `${issuer}/invitation/${secret}`,
    page: (path) => new URL(path, issuer).href,
  };
}
