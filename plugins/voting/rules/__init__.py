"""The rules of decisions, meetings and the Executive Committee: no GraphQL, no HTTP."""
