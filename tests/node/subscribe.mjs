// Follows a subscription with graphql-ws and prints every message of the server, a line each, until it is ended.
// node subscribe.mjs ADDRESS QUERY VARIABLES [TOKEN]
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, query, variables, token] = process.argv.slice(2);
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  retryAttempts: 0,
  connectionParams: token ? { authorization: `Bearer ${token}` } : {},
  on: { message: (message) => console.log(JSON.stringify(message)) },
});
client.subscribe({ query, variables: JSON.parse(variables) }, {
  next: () => {},
  error: (error) => { console.error(error); process.exit(1); },
  complete: () => process.exit(0),
});
