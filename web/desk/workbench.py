"""What lies around the threads on a librarian's desk."""

from dataclasses import dataclass

from bot.window import Windows
from library.branches import Branches
from reference.assistant.assistant import Assistant
from reference.assistant.sketches import Sketches
from reference.canned import CannedAnswers
from reference.drafts import Drafts
from reference.duty import Duty
from reference.earshot import Earshot
from reference.mentions import Mentions
from reference.merging import Merging
from reference.openings import Openings
from reference.presence import Presence
from reference.searching import Searching
from reference.tags import Tags
from web.desk.enclosures import Enclosures


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    merging: Merging
    branches: Branches
    canned: CannedAnswers
    drafts: Drafts
    presence: Presence
    assistant: Assistant
    sketches: Sketches
    windows: Windows
    duty: Duty
    earshot: Earshot
    enclosures: Enclosures
    searching: Searching
    mentions: Mentions
    openings: Openings
    tags: Tags
