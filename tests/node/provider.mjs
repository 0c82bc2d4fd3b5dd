// An OpenID Connect provider on loopback, for tests: prints its issuer, then answers until it is ended.
// Its clients get access tokens as JWTs for the audience named in the first argument, with the claims of their name.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const audience = process.argv[2];
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = (kid) => ({
  ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }),
  kid,
  use: "sig",
  alg: "RS256",
});
const client = (id) => ({
  client_id: id,
  client_secret: "a-secret-of-the-tests",
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
});
const claims = {
  member: { nmirf_participant: "PRY" },
  secretariat: { nmirf_role: ["ADMINISTRATOR"] },
  nobody: {},
};
const provider = new Provider(issuer, {
  clients: Object.keys(claims).map(client),
  jwks: { keys: [key("of-today")] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: "network",
        audience: resource,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  extraTokenClaims: (_, token) => ({ ...claims[token.clientId], sub: token.clientId }),
});
server.on("request", provider.callback());
console.log(issuer);
