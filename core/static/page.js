const first = `# The International Network of NMIRFs: ask about states, members, observers and the Declaration.
# Files of all lists and more: the page at /
{
  network {
    name
    statistics { members observers }
  }
  states(first: 3) {
    totalCount
    nodes { isoAlpha3 name(language: ES) regionalGroup participant { standing } }
  }
}
`;
// A link opens a query: /graphql#query={network{name}}&variables={}
window.addEventListener("hashchange", () => window.location.reload());
const asked = new URLSearchParams(window.location.hash.slice(1));
const endpoint = window.location.origin + "/graphql";
const FORBIDDEN = 4403;

// Subscriptions: no second attempt with a token that was refused, and the server's own words about it.
function subscriptions(headers) {
  const client = graphqlWs.createClient({
    url: endpoint.replace(/^http/, "ws"),
    connectionParams: headers,
    shouldRetry: (failure) => failure instanceof CloseEvent && failure.code !== FORBIDDEN,
  });
  const told = (failure) =>
    failure instanceof CloseEvent
      ? { message: failure.reason || `The web socket was closed, with code ${failure.code}.` }
      : failure;
  return {
    subscribe: (payload, sink) => client.subscribe(payload, { ...sink, error: (failure) => sink.error(told(failure)) }),
  };
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: (operation, options) =>
      GraphiQL.createFetcher({ url: endpoint, wsClient: subscriptions(options?.headers) })(operation, options),
    defaultQuery: first,
    ...(asked.has("query") && { query: asked.get("query"), variables: asked.get("variables") ?? "" }),
    defaultEditorToolsVisibility: !window.matchMedia("(max-width: 48rem)").matches,
  }),
);
