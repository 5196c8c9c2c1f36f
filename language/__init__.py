"""How we read Chinese, Mongolian and English."""
