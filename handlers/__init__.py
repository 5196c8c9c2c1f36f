"""The conversations: one module each."""
