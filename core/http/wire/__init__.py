"""What goes over a client's connection: requests, answers and frames, as they come from the socket."""
