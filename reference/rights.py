"""Whose a question is: who may see it, and who alone may work on it."""

from library.branches import within
from library.staff import Librarian
from reference.models import Question
from reference.refusals import NotYours


def sees(librarian: Librarian, question: Question) -> bool:
    return within(question.branch, librarian.branch) or question.assignee == librarian.id


def own(question: Question, librarian: Librarian) -> None:
    """Raises NotYours."""
    if question.assignee != librarian.id:
        raise NotYours(question.assignee_name)
