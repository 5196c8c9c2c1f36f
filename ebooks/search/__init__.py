"""Finding titles, however they were typed."""
