"""How much one sender may ask: how often, by which address or token, and with how many web sockets."""
