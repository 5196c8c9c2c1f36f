"""The reference desk's records in MongoDB."""
