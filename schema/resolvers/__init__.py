"""Resolvers for graphql-core: Strawberry's fields over the rows that a plan has read, and how much they may compute."""
