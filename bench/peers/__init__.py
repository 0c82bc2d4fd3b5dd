"""The peers, which `make bench-peers` installs beside this file from the registries."""

from __future__ import annotations

from bench.peers import ariadne, postgraphile, strawchemy

PEERS = (ariadne.SERVER, strawchemy.SERVER, postgraphile.SERVER)
