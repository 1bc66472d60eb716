"""Executed notebooks as pages: one HTML file that needs nothing else, made by nbconvert with our own template."""

import re
from functools import cache
from pathlib import Path

from opsreport.report.chrome import Chrome

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE = "opsreport"
MINUS_OF_MONEY = re.compile("\u2212(?=[A-Z]{0,2}[¥$€£₩₹])")  # a line may break between the two, unless they are joined


def render(notebook, chrome: Chrome, language: str) -> str:
    """The page of an executed notebook in one language."""
    body, _ = _exporter().from_notebook_node(notebook, resources={"chrome": chrome, "language": language})
    return MINUS_OF_MONEY.sub("\u2212\u2060", body)


def placeholder(chrome: Chrome, language: str) -> str:
    """The page that stands in the place of one that failed: it says so, and leads on to the others."""
    from opsreport.report.notebook import failure

    return _exporter().template.render(nb={"cells": []}, resources={"page": failure(chrome, language)})


@cache
def _exporter():
    """nbconvert's HTML exporter; TemplateExporter, as HTMLExporter would read the finished page once more to look for notebook cells."""
    from nbconvert.exporters import TemplateExporter

    return TemplateExporter(template_name=TEMPLATE, extra_template_basedirs=[str(TEMPLATES)], file_extension=".html")
