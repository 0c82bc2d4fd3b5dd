"""The processes of a server: how they are started, replaced and ended."""
