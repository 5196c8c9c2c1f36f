"""`shutong check`: what is configured, which servers answer, and what is missing."""

import asyncio

from rich.markup import escape

from config.check import Finding, examine
from config.local_servers import reachable
from config.settings import Settings
from shutong.terminal import console

MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: " "}


def check(told: Settings) -> int:
    """The exit code: 1 if something is missing."""
    with reachable(told) as settings:
        findings = asyncio.run(_examine(told, settings))
    for finding in findings:
        console.print(f"{MARKS[finding.well]} {finding.subject:22} {escape(finding.words)}")
    return 1 if any(finding.well is False for finding in findings) else 0


async def _examine(told: Settings, reached: Settings) -> list[Finding]:
    return [finding async for finding in examine(told, reached)]
