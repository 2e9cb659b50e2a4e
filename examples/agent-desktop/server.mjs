import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css', mjs: 'text/javascript' };
const FILES = { '/': 'index.html', '/desktop.css': 'desktop.css', '/desktop.mjs': 'desktop.mjs' };

/**
 * The desktop's back end: its page, and the token of the user who is signed in. `gateway` is the gateway's origin,
 * `customer` the id of the customer to begin with, and `fetchToken` returns a promise of the platform's token.
 */
export function createDesktop({ gateway, customer, fetchToken }) {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${gateway}`,
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${gateway} ${gateway.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

  return createServer(async (request, response) => {
    try {
      if (request.method === 'POST' && request.url === '/token') {
        const token = await fetchToken();
        response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
        return response.end(token);
      }
      const file = FILES[request.url];
      if (file === undefined) return response.writeHead(404).end();
      const text = await readFile(new URL(file, import.meta.url), 'utf8');
      response.writeHead(200, {
        'content-type': TYPES[file.split('.').at(-1)],
        'content-security-policy': policy,
      });
      response.end(text.replaceAll('GATEWAY', gateway).replaceAll('CUSTOMER', customer));
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(error.message);
    }
  });
}
