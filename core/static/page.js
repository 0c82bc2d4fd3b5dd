const first = `# The International Network of NMIRFs: ask about states, members, observers and the Declaration.
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
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: endpoint, subscriptionUrl: endpoint.replace(/^http/, "ws") }),
    defaultQuery: first,
    ...(asked.has("query") && { query: asked.get("query"), variables: asked.get("variables") ?? "" }),
    defaultEditorToolsVisibility: true,
  }),
);
