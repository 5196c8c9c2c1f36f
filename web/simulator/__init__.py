"""WeChat's side, for those without an account: phones in the browser, and the API our client calls."""

from web.simulator.account import Account, Code
from web.simulator.face import Simulator

__all__ = ["Account", "Code", "Simulator"]
