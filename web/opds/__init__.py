"""The catalogue as OPDS feeds, for reading apps and for other libraries."""

from web.opds.face import Opds
from web.opds.lending import Availabilities, OpenAccess

__all__ = ["Availabilities", "Opds", "OpenAccess"]
