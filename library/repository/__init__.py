"""The library's records in MongoDB."""
