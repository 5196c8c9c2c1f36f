"""What a phone can send and be sent."""
