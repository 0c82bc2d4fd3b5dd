"""The servers, each an ASGI app in a module or a folder of its own."""
