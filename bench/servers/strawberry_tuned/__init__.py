"""Strawberry, tuned as far as possible: DataLoaders over few columns, direct calls on one connection, the platform's rules."""
