// Loads the packages that the tests need, and prints their names.
await Promise.all(['@apollo/client', 'graphql-http', 'graphql-ws', 'oidc-provider'].map((name) => import(name)));
console.log('@apollo/client graphql-http graphql-ws oidc-provider');
