// Ports of 127.0.0.1 that nobody listens on, in one line: free_ports.mjs COUNT
//
// Below those that a system gives to outgoing connections (from 32768 on, on Linux):
// such a connection could take a port between its choice and the start of its server.

import net from 'node:net';

const count = Number(process.argv[2]);
const LOWEST = 20_000;
const HIGHEST = 32_767;
const TRIES = 200;

/** Holds the port, or gives nothing where somebody else does. */
function held(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

// All are held until the last is found: none is chosen twice.
const servers = [];
for (let tried = 0; servers.length < count; tried++) {
  if (tried === TRIES) throw new Error(`no ${count} free ports from ${LOWEST} to ${HIGHEST}`);
  const server = await held(LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1)));
  if (server) servers.push(server);
}
console.log(servers.map((server) => server.address().port).join(' '));
for (const server of servers) server.close();
