"""What values of the data are called in each language: params/names.yml. Figures and files keep the values as the data have them."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, PlainSerializer, PlainValidator

from opsreport.params import Params, Part, read_part
from opsreport.words import LANGUAGES, Text

Called = Mapping[str | tuple[str, str], Text]  # by the value as the data have it; or by a segment and its value


def _halves(value) -> dict[str, str]:
    """{language: name}, of one language or both."""
    given = value if isinstance(value, dict) else {}
    if not given or set(given) - set(LANGUAGES) or not all(str(name or "").strip() for name in given.values()):
        raise ValueError("a value is called {zh: ..., en: ...}, or by one of them where the other language has the value as it is")
    return {language: str(name).strip() for language, name in given.items()}


class NamesFile(Part):
    """The file."""

    names: dict[str, Annotated[dict[str, str], PlainValidator(_halves), PlainSerializer(dict)]] = Field(
        description="a value of the data: {zh: ..., en: ...}, what a page in that language calls it"
    )


def campaign_names(store, names: Called) -> Called:
    """Campaigns by their name, where the data have an id for the segment; an id such as 1 may mean something else in another one."""
    if store.lacks(("campaigns.campaign_id", "campaigns.name")):
        return {}
    rows = store.run(store["campaigns"].select("campaign_id", "name"))
    return {("campaign", row["campaign_id"]): names.get(row["name"]) or Text(row["name"], row["name"]) for row in rows if row["name"]}


def read_names(params: Params | None) -> Called:
    """The names of the shop's values; none where there is no names.yml. Raises Mistake (78) for anything wrong in it."""
    path = params.beside("names") if params else None
    if path is None:
        return {}
    file, _ = read_part(path, NamesFile)
    return {value: Text(*(halves.get(language, value) for language in LANGUAGES)) for value, halves in file.names.items()}
