"""The rules of membership: no GraphQL, no HTTP."""
