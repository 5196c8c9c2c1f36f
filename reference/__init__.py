"""The reference desk: questions, knowledge base and live events."""
