// Loads the packages that the tests need, and prints their names.
await Promise.all(['graphql-http', 'graphql-ws', 'oidc-provider'].map((name) => import(name)));
console.log('graphql-http graphql-ws oidc-provider');
