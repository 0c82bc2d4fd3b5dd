"""The picture of the Network: who is tied to whom, the words beside it, and how it is drawn."""
