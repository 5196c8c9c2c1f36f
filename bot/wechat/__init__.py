"""The WeChat official-account platform, in and out."""
