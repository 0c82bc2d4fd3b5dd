// Talks to a server with graphql-ws, the reference client of graphql-transport-ws; prints what it hears as JSON.
// Arguments: the address, a token, and JSON of the operations that are asked one after the other.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [address, token, operations] = process.argv.slice(2);
const client = createClient({
  url: address,
  webSocketImpl: WebSocket,
  retryAttempts: 0,
  connectionParams: token ? { Authorization: `Bearer ${token}` } : undefined,
});

for (const operation of JSON.parse(operations)) {
  try {
    for await (const result of client.iterate(operation)) {
      console.log(JSON.stringify(result));
    }
  } catch (error) {
    console.log(JSON.stringify(Array.isArray(error) ? { refused: error } : { closed: error.code, reason: error.reason }));
  }
}
await client.dispose();
