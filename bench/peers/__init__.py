"""Servers of others, installed from the registries beside this file by `make bench-peers`."""

from __future__ import annotations

from bench.peers import ariadne, postgraphile, strawchemy

PEERS = (ariadne.SERVER, strawchemy.SERVER, postgraphile.SERVER)
