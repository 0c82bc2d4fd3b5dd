"""The connections of clients: requests, answers and frames, on their sockets."""
