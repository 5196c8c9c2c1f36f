"""What is counted of questions, which says nothing of who asked them or what."""
