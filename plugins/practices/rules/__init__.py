"""The rules of practices, their life and their adoption: no GraphQL, no HTTP."""
