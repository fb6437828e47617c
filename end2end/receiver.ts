// A program of one's own that takes webhooks.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { test as base } from './fixtures';

/** A request as a program takes it. */
export interface Taken {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A program that takes everything, as long as `answers` is 200. */
export interface Receiver {
  url: string;
  taken: Taken[];
  answers: number;
}

export const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({ context: _ }, use) => {
    const receiver: Receiver = { url: '', taken: [], answers: 200 };
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString();
      });
      request.on('end', () => {
        receiver.taken.push({ headers: request.headers, body });
        response.writeHead(receiver.answers).end('noted');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    receiver.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/ava`;
    await use(receiver);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  },
});
