"""The HTTP API under `/api`: what the pages do, for programs."""
