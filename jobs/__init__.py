"""What the clock and the queue set in motion."""
