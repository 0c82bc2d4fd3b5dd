// PostGraphile as its documentation recommends for production: without GraphiQL, watching or explaining; a pool of ten.
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

export default {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["NodePlugin", "PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["portal"], poolConfig: { max: 10 } })],
  grafserv: { port: Number(process.env.PORT), host: "127.0.0.1", graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: {
    explain: false,
    context: (request) => {
      const token = request.node?.req.headers.authorization?.slice("Bearer ".length);
      return token ? { pgSettings: { "bench.token": token } } : {};
    },
  },
};
