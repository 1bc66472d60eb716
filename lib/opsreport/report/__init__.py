"""Reports: executed notebooks as pages. `render`, `placeholder`, `Chrome`, `stylesheet`."""

from opsreport.report.chrome import Chrome
from opsreport.report.render import placeholder, render

__all__ = ["Chrome", "placeholder", "render", "stylesheet"]


def stylesheet() -> str:
    """The stylesheet that every page carries."""
    from opsreport.report.notebook import stylesheet

    return stylesheet()
