"""The steps of a question as values, decided from the question as it was seen."""
