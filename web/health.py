"""Whether this process can serve: for balancers, and for administrators at night."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from web.on_demand import OnDemand

Probe = Callable[[], Awaitable[object]]


class Health:
    def __init__(self, probes: Mapping[str, Probe]) -> None:
        self._probes = probes

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand)
        router.get("/healthz")(self.report)
        return router

    async def report(self) -> JSONResponse:
        """200 when every server answers, else 503, with the state of each by name."""
        states = {name: await _state(probe) for name, probe in self._probes.items()}
        healthy = all(state == "ok" for state in states.values())
        return JSONResponse({"healthy": healthy, **states}, status_code=200 if healthy else 503)


async def _state(probe: Probe) -> str:
    try:
        await probe()
    except Exception as trouble:  # noqa: BLE001 - whatever is wrong with a server, its name is the answer
        return type(trouble).__name__
    return "ok"
