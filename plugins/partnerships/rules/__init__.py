"""The rules of partnerships, their parties and partners, and requests for support: no GraphQL, no HTTP."""
