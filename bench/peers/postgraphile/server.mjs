// The documentation's library mode: PostGraphile on Node's own HTTP server. With PRINT_SCHEMA, writes its schema there.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { writeFileSync } from "node:fs";
import { printSchema } from "postgraphile/graphql";
import preset from "./graphile.config.mjs";

const instance = postgraphile(preset);
if (process.env.PRINT_SCHEMA) {
  writeFileSync(process.env.PRINT_SCHEMA, printSchema(await instance.getSchema()));
  process.exit(0);
}
await instance.getSchema();
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(preset.grafserv.port, preset.grafserv.host);
