"""Settings, logging, local servers, and the wiring of every object."""
