"""Servers of others, installed from the registries beside this file by `make bench-peers`."""

from __future__ import annotations

from bench.peers import ariadne, postgraphile

PEERS = (ariadne.SERVER, postgraphile.SERVER)
