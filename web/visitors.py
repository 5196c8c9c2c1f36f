"""What we know of who is looking, from what the browser says of itself."""

from fastapi import Request


def in_wechat(request: Request) -> bool:
    """WeChat's own browser, which opens what WeChat scans and downloads nothing."""
    return "micromessenger" in request.headers.get("user-agent", "").lower()
