"""Records: what other catalogues say of our titles, and what we are licensed to lend."""
