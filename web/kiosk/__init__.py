"""The kiosk: a wall of books for a touch screen, each with a code that a phone takes along."""

from web.kiosk.device import Device
from web.kiosk.rest import Rest
from web.kiosk.screens import Screens
from web.kiosk.wall import Wall

__all__ = ["Device", "Rest", "Screens", "Wall"]
