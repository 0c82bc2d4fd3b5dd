"""GraphQL over HTTP and over WebSocket."""
