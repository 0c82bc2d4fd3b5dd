"""Strawberry tuned as far as it goes: DataLoaders over lean rows, direct calls on one connection, the platform's own rules."""
