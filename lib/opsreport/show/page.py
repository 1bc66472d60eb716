"""What a notebook calls: `page = open_page("repurchase", period, params, language)`, then one call per cell. Computes nothing but which figures."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cached_property, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from opsreport import causes
from opsreport.errors import BAD_PARAMETER, Mistake, nearest
from opsreport.figure import Figure
from opsreport.findings import find, state
from opsreport.metric import Metric
from opsreport.metrics import ALL, BY_ID
from opsreport.metrics.ledgers import statements
from opsreport.metrics.scorecard import SCORECARD
from opsreport.periods import Period, named
from opsreport.shop import Shop, open_shop
from opsreport.show import format
from opsreport.show.actions import todo
from opsreport.show.cards import cards
from opsreport.show.cohort_table import cohorts
from opsreport.show.comparisons import listing, tables
from opsreport.show.distribution import distribution, limits
from opsreport.show.flows import flows
from opsreport.show.format import Locale
from opsreport.show.funnel import funnel
from opsreport.show.headline import summary, top
from opsreport.show.health import Coverage, health
from opsreport.show.health import found as told_intake
from opsreport.show.histogram import histogram
from opsreport.show.kpis import roles
from opsreport.show.ledger import answer as of_ledgers
from opsreport.show.ledger import balances, ledger
from opsreport.show.lifecycle import lifecycle
from opsreport.show.lifts import lifts
from opsreport.show.longer_goals import goals, paces
from opsreport.show.markup import NONE, Html, html, words_of
from opsreport.show.minute import Intake
from opsreport.show.missing import EVERYTHING, Given, given, switched_off
from opsreport.show.missing import named as named_lacking
from opsreport.show.movers import movers
from opsreport.show.output import Output, output
from opsreport.show.paths import paths
from opsreport.show.places import judged, places
from opsreport.show.scatter import scatter
from opsreport.show.scorecard import missed, scores
from opsreport.show.scorecard import sentence as of_scores
from opsreport.show.segments import by_segment
from opsreport.show.sentence import sentence
from opsreport.show.state import answer, standing
from opsreport.show.state import state as told_state
from opsreport.show.survival import survival
from opsreport.show.together import together
from opsreport.show.trends import trends
from opsreport.show.why import nothing, why
from opsreport.subjects import subject
from opsreport.tables import TABLES
from opsreport.words import LANGUAGES, Text

FIGURES, KEY = Text("核心指标", "Headline figures"), Text("关键数字", "Key figures")
NO_NAME = {"", "unknown", None}  # of a segment that nobody writes down
NO_SHOP = Text("未命名的店", "A shop")


def open_page(name: str, period: str | int, params: str | Path, language: str) -> "Page":
    """The page of that name for a period ("2026-10", "latest-month", 2026 ...) of the shop that a parameter file describes.

    Raises Mistake (64) for a period or a language that there is not.
    """
    shop = open_shop(_found(Path(params)))
    today = dt.datetime.now(ZoneInfo(str(shop.params.timezone))).date()
    return Page(name, shop, named(period, today, shop.store.until, shop.store.calendar), language)


def _found(params: Path) -> Path:
    """The parameter file as seen from the notebook's folder: Jupyter runs a notebook there, Papermill where it was called, often one above."""
    beside = Path("notebooks") / params
    return beside if not params.exists() and beside.exists() else params


class Page:
    """A page of a report. Each call gives an object that shows itself in the notebook and in the report, in every language of the parameters."""

    def __init__(self, name: str, shop: Shop, period: Period, language: str):
        if language not in LANGUAGES:
            raise Mistake(f'there is no language "{language}".{nearest(language, LANGUAGES)}', mend="zh or en", code=BAD_PARAMETER, where="language")
        if period.start >= shop.store.until:
            raise Mistake(
                f"{period.label} begins on {period.start}, the data end on {shop.data_until}",
                mend="choose an earlier period, or latest-month",
                code=BAD_PARAMETER,
                where="period",
            )
        self.name, self.shop, self.language = name, shop, language
        (self.period,) = shop.periods(period)

    def headline(self, *metrics: Metric | str) -> Output:
        """The page's sentence and its cards. Without metrics: those of `headline` in the parameters, with the minute; the summary's opening."""
        if not metrics:
            return self._summary()
        figures = self.shop.figures(list(metrics), self.period)
        found = given(figures)
        shown = [subject(figure) for figure in found.known]
        others = self._others(shown)
        said = lambda locale: sentence(shown, locale, others=others)  # noqa: E731
        return self._output(lambda locale: top(found.known, locale, title=locale[KEY]), figures, heading=said, found=found)

    def _others(self, shown):
        """What the page judges further down: its sentence is of the whole page."""
        asked = {name: part for name, part in judged(self.shop.params, self.name).items() if name.partition("[")[0] in BY_ID}
        whole = {replace(metric, split=()): asked[name] for name in asked for metric in self.shop.metrics(name)}
        told = {(replace(one.figure.metric, split=()), one.figure.part) for one in shown}
        figures = [figure for figure in self.shop.figures(list(whole), self.period) if figure.table is None]
        of_part = [figure for figure in figures if whole[figure.metric] in (None, figure.part)]
        return [subject(one) for one in of_part if (one.metric, one.part) not in told]

    def _summary(self):
        found = self._findings
        said = self._sentence(found)
        told = {"sentence": {language: words_of(said(self._locale(language))) for language in LANGUAGES}} | found.told()
        return self._output(
            lambda locale: summary(found, self._intake(), locale, title=locale[FIGURES]), found.figures, heading=said, beside={"told": told}
        )

    def _sentence(self, found):
        return lambda locale: sentence(found.subjects, locale, movers=found.movers, money_first=True)

    def movers(self) -> Output:
        """What really changed among the headline figures, and why; what experiments have shown; the noise in a line."""
        found = self._findings
        pages = {name: (place.title, self._href(place.page)) for name, place in places(self.shop.params).items()}
        left = {"movers": [one.json() for one in found.movers], "tested": [one.json() for one in found.tested]}
        return self._output(lambda locale: movers(found, locale, pages=pages), (), beside=left, anchor="moved")

    def actions(self) -> Output:
        """What became of the last suggestions; what the playbook proposes now: three at once, the rest one tap away."""
        found = self._findings
        left = {"suggestions": [one.json() for one in found.suggestions], "followed": [one.json() for one in found.followed]}
        return self._output(lambda locale: todo(found, locale), (), beside=left, anchor="todo")

    def state(self) -> Output:
        """The state of the data in a line each."""
        found, data = self._findings, state(self.shop, self.period)
        draw, stands = partial(told_state, found, data, data_page=self._href("data")), standing(data)
        return self._output(draw, (), answer=lambda locale: answer(stands, locale), beside={"standing": asdict(stands)}, anchor="state")

    @cached_property
    def _findings(self):
        return find(self.shop, self.period)

    def _href(self, page: str) -> dict[str, str]:
        """{language: the file of another page of the report}; {} where it has none."""
        params = self.shop.params
        if params is None or page not in params.pages:
            return {}
        return {language: f"{page}.html" if language == params.languages[0] else f"{page}.{language}.html" for language in params.languages}

    def cards(self, *metrics: Metric | str) -> Output:
        """A card for each figure of the metrics, in this order."""
        return self._of(metrics, cards, together)

    def trend(self, *metrics: Metric | str, part: str | None = None) -> Output:
        """A chart of the trailing periods for each figure; two and more stand side by side. part: which figure of a metric that has several."""
        return self._of(metrics, trends, together, part)

    def by(self, metric: Metric | str, segment: str | None = None, part: str | None = None) -> Output:
        """Bars and a table of a metric by a segment. Without one: by the segment that the metric always has. part: as of `trend`."""
        own = self.shop.figures(metric, self.period)
        whole = next(figure for figure in own if figure.segment is None and part in (None, figure.part))
        figures = [figure for figure in (self.shop.figures(metric, self.period, by=segment) if segment else own) if figure.part == whole.part]
        told = [figure for figure in figures if figure.segment]  # what no segment has is no figure of the whole shop
        found = Given(()) if told and all(set(figure.segment.values()) <= NO_NAME for figure in told) else given([whole])
        compared = None if whole.reading.value == 1 else whole  # shares of the whole: it is all of itself
        return self._output(lambda locale: by_segment(told or figures, compared, locale), [whole, *told], found=found)

    def cohorts(self, metric: Metric | str) -> Output:
        """A cohort table as a heatmap."""
        return self._tables((metric,), cohorts)

    def histogram(self, metric: Metric | str) -> Output:
        """A figure that counts users by a number, as columns."""
        return self._tables((metric,), histogram)

    def table(self, *metrics: Metric | str) -> Output:
        """Figures that are tables, as tables; others as the lines of one, with their comparisons."""
        return self._of(metrics, tables, together)

    def listing(self, metric: Metric | str, *columns: str) -> Output:
        """These columns of a figure that is a table, where all of them would be too many."""
        return self._tables((metric,), lambda figure, locale: listing(figure, columns, locale))

    def paths(self, metric: Metric | str) -> Output:
        """What users do first, and what next, as bands."""
        return self._tables((metric,), paths)

    def survival(self, metric: Metric | str) -> Output:
        """Which share of the users has not left after so many days."""
        return self._tables((metric,), survival)

    def lifts(self, metric: Metric | str) -> Output:
        """What experiments showed: how much more the treated did than those held out, with the interval."""
        return self._tables((metric,), lifts)

    def ledger(self, metric: Metric | str) -> Output:
        """What there was, what came in and went out, what there is; and whether it balances."""
        figures, stated = self.shop.figures(metric, self.period), statements(self.shop.store, self.period, self.shop.metrics(metric))
        return self._output(lambda locale: ledger(figures, stated, locale), figures, found=given(figures))

    def ledgers(self) -> Output:
        """Whether every ledger of the shop balances."""
        stated = statements(self.shop.store, self.period)
        return self._output(lambda locale: balances(stated, locale), (), answer=lambda locale: of_ledgers(stated, locale), found=Given(tuple(stated)))

    def lifecycle(self, metric: Metric | str) -> Output:
        """In which state the users are, as bars."""
        return self._tables((metric,), lifecycle)

    def flows(self, metric: Metric | str) -> Output:
        """From which state to which users went, as bands."""
        return self._tables((metric,), flows)

    def funnel(self, metric: Metric | str) -> Output:
        """How many come as far as each step."""
        return self._tables((metric,), funnel)

    def scatter(self, metric: Metric | str, across: str, up: str) -> Output:
        """Two columns of a figure that is a table against each other; its first column names the points."""
        return self._tables((metric,), lambda figure, locale: scatter(figure, across, up, locale))

    def distribution(self, metric: Metric | str) -> Output:
        """How long something takes: the share done within each limit, for a duration with a limit that can be set (`sla`)."""
        (asked,) = self.shop.metrics(metric)
        agreed = asked.options["sla"]
        within = self.shop.figures([asked(sla=limit) for limit in limits(asked.parts["median"].unit, agreed)], self.period)
        shares = {figure.metric.options["sla"]: figure for figure in within if figure.part == "within_sla"}
        own = {figure.part: figure for figure in within if figure.metric.options["sla"] == agreed}
        figures = [*own.values(), *(figure for limit, figure in shares.items() if limit != agreed)]
        return self._output(lambda locale: distribution(own, shares, agreed, locale), figures, found=given(own.values()))

    def why(self, metric: Metric | str) -> Output:
        """Which segments and factors explain the change of a figure, where it is a real one."""
        whole = next(figure for figure in self.shop.figures(metric, self.period) if figure.segment is None)
        shown, found = subject(whole), given([whole])
        mover = next(iter(causes.movers(self.shop, [shown], self.period)), None) if found else None
        return self._output(lambda locale: why(shown, mover, locale), (), answer=lambda locale: nothing(shown, mover, locale), found=found)

    def scorecard(self) -> Output:
        """Every role with its score: the scorecard page's sentence and its opening."""
        cards = self._scorecards
        return self._output(lambda locale: scores(cards, locale), self._of_scorecards(), heading=lambda locale: of_scores(cards, locale))

    def kpis(self) -> Output:
        """Each role's figures beside their targets, and what that is worth."""
        cards = self._scorecards
        return self._output(lambda locale: roles(cards, locale), (), answer=lambda locale: missed(cards, locale))

    def goals(self) -> Output:
        """How far the longer goals have come; and the targets that no role answers for."""
        held = self.shop.held(self.period)
        return self._output(lambda locale: goals(held, self._scorecards, locale), (), answer=lambda locale: paces(held, locale))

    @cached_property
    def _scorecards(self):
        return self.shop.scorecards(self.period)

    def _of_scorecards(self):
        """The figures behind the page: of every KPI, and the tables that hold targets, points and scores."""
        asked = dict.fromkeys(each.result.metric for card in self._scorecards for each in card.points if each.result.metric)
        return [figure for figure in self.shop.figures([*asked, *SCORECARD], self.period) if figure.segment is None]

    def health(self) -> Output:
        """What was read, set aside and why, and which days are covered."""
        coverage = [self._coverage(name) for name in TABLES if name not in self.shop.store.missing]
        read, stale = (self.shop.receipts, coverage), self.shop.stale(self.period)
        draw = lambda locale: health(*read, self.shop.data_until, stale, locale)  # noqa: E731
        return self._output(draw, (), answer=lambda locale: html(told_intake(*read, stale, locale)))

    def off(self, *metrics: Metric | str) -> Output:
        """Which of the metrics (without any: of all, in a report with what its pages found that nobody writes down) are off, and for want of what."""
        lacking = [(metric, needs) for metric in self.shop.metrics(metrics or ALL) if (needs := self.shop.lacks(metric))]
        off = {language: named_lacking(lacking, self._locale(language)) for language in LANGUAGES}
        return self._output(lambda locale: switched_off(lacking, locale), (), beside={} if metrics else {"off": off})

    def _of(self, metrics, draw: Callable[..., Html], answer: Callable[..., Html], part: str | None = None):
        """A picture of the figures of the whole shop; their segments stand by `by`."""
        figures = self.shop.figures(list(metrics), self.period)
        found = given(figures)
        known = [figure for figure in found.known if part in (None, figure.part)]
        return self._output(lambda locale: draw(known, locale), figures, answer=lambda locale: answer(known, locale), found=found)

    def _tables(self, metrics, draw: Callable[..., Html]):
        figures = self.shop.figures(list(metrics), self.period)
        found = given(figures)
        return self._output(lambda locale: html([draw(figure, locale) for figure in found.known]), figures, found=found)

    def _output(self, draw, figures, heading=None, answer=None, beside=None, anchor="", found=EVERYTHING):
        """found: what there is to show; where there is nothing, the call leaves its figures only, and its section is left out."""
        if not found:
            draw, heading, answer = (lambda locale: NONE), None, None
        known = found.known if heading is None and found is not EVERYTHING else ()
        how = dict(figures=figures, page=self._told(), heading=heading, answer=answer, beside=beside, anchor=anchor, lacking=found.lacking)
        how["stale"] = self._stale({figure.metric for figure in known if isinstance(figure, Figure)})
        languages = self.shop.params.languages if self.shop.params else LANGUAGES
        return output(self.language, {each: self._locale(each) for each in dict.fromkeys((self.language, *languages))}, draw, **how)

    def _stale(self, metrics):
        """The tables that the metrics rest on and that end before the period does."""
        early = self.shop.stale(self.period)
        rests = {name for metric in metrics for name in self.shop.rests_on(metric) & early.keys()} if early else ()
        return {name: early[name] for name in sorted(rests)}

    def _locale(self, language):
        return Locale(language, self.shop.params.currency if self.shop.params else "CNY", self.shop.names)

    def _told(self):
        """Whose page it is, for a reader who has only the notebook."""
        shop = self.shop.params.shop if self.shop.params else NO_SHOP
        period = {language: format.period(self.period, Locale(language, "")) for language in LANGUAGES}
        names = {language: shop[language] for language in LANGUAGES}
        return {"name": self.name, "language": self.language, "shop": names, "period": period, "inputs": self.shop.fingerprint}

    def _intake(self):
        receipts = self.shop.receipts
        return Intake(sum(r.read for r in receipts), sum(r.set_aside for r in receipts), self.shop.data_until) if receipts else None

    def _coverage(self, name):
        rows, declared = self.shop.table(name), TABLES[name]
        day = {moment: local for local, moment in declared.days.items()}.get(declared.dated, declared.dated)
        sums = {"rows": rows.count()} | ({"first": rows[day].min(), "last": rows[day].max()} if day else {})
        (found,) = self.shop.store.run(rows.aggregate(**sums))
        return Coverage(name, found["rows"], found.get("first"), found.get("last"))
