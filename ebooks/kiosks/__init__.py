"""Kiosks: which stand where, whether they live, and what people do at them."""
