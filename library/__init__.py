"""The library itself: patrons, staff, places and hours."""
