"""Predicted customer value: BG/NBD for how often (Fader, Hardie and Lee 2005), Gamma-Gamma for how much (Fader and Hardie 2013).

Rows in: x repeat purchases, t_x the time of the last one since the first, T the age, in one unit of time; m the mean value of a purchase. Needs the
extra `forecast`. Parameters are never rounded: published ones with three digits already miss published figures. A customer without a repeat
purchase is alive with probability 1 in this model: say so where it is shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from opsreport.errors import BAD_CONFIGURATION, Mistake

START_POINTS = (0.1, 1.0)
MOST = 15.0  # the logarithm of the greatest parameter: customers who do not differ at all would send it to infinity
SCALED_AGE = 10.0  # the greatest age while fitting: keeps the parameters of one size


@dataclass(frozen=True)
class BgNbd:
    """r, alpha: of the purchase rates; a, b: of the chances to leave after a purchase. log_likelihood: of the rows that it was fitted to."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float | None = None

    def expectation(self, t):
        """Purchases that a new customer makes up to time t."""
        special = _special()
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        z = np.asarray(t, float) / (alpha + t)
        return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * special.hyp2f1(r, b, a + b - 1, z))

    def pmf(self, t: float, n: int) -> float:
        """The chance that a new customer makes exactly n purchases up to time t."""
        special = _special()
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        z = t / (alpha + t)
        made = [math.exp(special.gammaln(r + j) - special.gammaln(r) - special.gammaln(j + 1)) * z**j for j in range(n + 1)]
        idle = (alpha / (alpha + t)) ** r
        alive = math.exp(special.betaln(a, b + n) - special.betaln(a, b)) * made[n] * idle
        if n == 0:
            return alive
        return alive + math.exp(special.betaln(a + 1, b + n - 1) - special.betaln(a, b)) * (1 - idle * sum(made[:n]))

    def alive(self, x, t_x, T):  # noqa: N803
        """The chance that a customer has not left."""
        x, t_x, T = (np.asarray(value, float) for value in (x, t_x, T))  # noqa: N806
        gone = self.a / (self.b + np.maximum(x, 1) - 1) * ((self.alpha + T) / (self.alpha + t_x)) ** (self.r + x)
        return np.where(x > 0, 1 / (1 + gone), 1.0)

    def expected(self, t, x, t_x, T):  # noqa: N803
        """Purchases that a customer makes in the next t."""
        return self.made_in(t, x, T) * self.alive(x, t_x, T)

    def made_in(self, t, x, T):  # noqa: N803
        """Purchases that a customer who has not left makes in the next t."""
        special = _special()
        x, T = np.asarray(x, float), np.asarray(T, float)  # noqa: N806
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        z = t / (alpha + T + t)
        # Euler's transformation of the published formula: the same, and it does not overflow for those who bought hundreds of times
        with np.errstate(invalid="ignore"):  # parameters of a fit that came to nothing give no number, and the forecast none
            still = 1 - (1 - z) ** (a - 1) * special.hyp2f1(a + b - r - 1, a - 1, a + b + x - 1, z)
        return (a + b + x - 1) / (a - 1) * still


@dataclass(frozen=True)
class GammaGamma:
    """p, q, v: how the values of purchases vary within a customer and between customers."""

    p: float
    q: float
    v: float

    def expected(self, x, m):
        """The mean value of a customer's future purchases; of a customer without a repeat purchase that of all customers."""
        x, m = np.asarray(x, float), np.asarray(m, float)
        return self.p * (self.v + x * m) / (self.p * x + self.q - 1)


def fit_bgnbd(x: Sequence, t_x: Sequence, T: Sequence, counts: Sequence | None = None) -> BgNbd:  # noqa: N803
    """The parameters under which the rows are likeliest. counts: how many customers each row stands for."""
    x, t_x, T = (np.asarray(value, float) for value in (x, t_x, T))  # noqa: N806
    weights = np.ones(len(x)) if counts is None else np.asarray(counts, float)
    if not (x > 0).any():
        raise Mistake("nobody bought twice, so there is nothing to forecast from", mend="give a longer history", code=BAD_CONFIGURATION)
    scale = SCALED_AGE / T.max()
    rows = _Histories.of(x, t_x * scale, T * scale, weights)
    r, alpha, a, b = np.exp(_least(rows.worse, 4))
    fitted = BgNbd(float(r), float(alpha / scale), float(a), float(b))
    total, _ = _Histories.of(x, t_x, T, weights).log_likelihood(np.array([fitted.r, fitted.alpha, fitted.a, fitted.b]))
    return replace(fitted, log_likelihood=float(total.sum()))


@dataclass(frozen=True)
class _Histories:
    """Rows to fit to. counts, place: the numbers of purchases that there are, and which of them a row has, as gamma functions of few are quick."""

    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray  # noqa: N815
    weights: np.ndarray
    counts: np.ndarray
    place: np.ndarray

    @classmethod
    def of(cls, x, t_x, T, weights) -> "_Histories":  # noqa: N803
        return cls(x, t_x, T, weights, *np.unique(x, return_inverse=True))

    def worse(self, logs):
        """The mean negative log-likelihood at the logarithms of the parameters, and its slopes."""
        each, slopes = self.log_likelihood(np.exp(logs))
        return -each.sum() / self.weights.sum(), -slopes * np.exp(logs) / self.weights.sum()

    def log_likelihood(self, parameters):
        """Of each row, times its weight; and its slope along each parameter, summed."""
        special = _special()
        gammaln, psi = special.gammaln, special.psi
        (r, alpha, a, b), n, x = parameters, self.counts, self.x
        of_count = gammaln(r + n) - gammaln(r) + gammaln(a + b) + gammaln(b + n) - gammaln(b) - gammaln(a + b + n)
        log_T, log_t = np.log(alpha + self.T), np.log(alpha + self.t_x)  # noqa: N806
        alive = -(r + x) * log_T
        gone = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * log_t, -np.inf)
        either = np.logaddexp(alive, gone)
        left = np.exp(gone - either)  # the chance that the customer has left
        late = psi(a + b) - psi(a + b + n)
        slopes = (
            (psi(r + n) - psi(r))[self.place] + np.log(alpha) - (1 - left) * log_T - left * log_t,
            r / alpha - (r + x) * ((1 - left) / (alpha + self.T) + left / (alpha + self.t_x)),
            late[self.place] + left / a,
            (late + psi(b + n) - psi(b))[self.place] - left / (b + np.maximum(x, 1) - 1),
        )
        return self.weights * (of_count[self.place] + r * np.log(alpha) + either), np.array([(self.weights * slope).sum() for slope in slopes])


def fit_gamma_gamma(x: Sequence, m: Sequence, counts: Sequence | None = None) -> GammaGamma:
    """The parameters under which the mean values of those with a repeat purchase are likeliest."""
    x, m = np.asarray(x, float), np.asarray(m, float)
    weights = np.ones(len(x)) if counts is None else np.asarray(counts, float)
    used = (x > 0) & (m > 0)
    if not used.any():
        raise Mistake("nobody paid twice, so there is nothing to forecast from", mend="give a longer history", code=BAD_CONFIGURATION)
    x, m, weights = x[used], m[used], weights[used]
    scale = 1 / float(np.average(m, weights=weights))
    z, special = m * scale, _special()
    gammaln, psi = special.gammaln, special.psi
    counts, place = np.unique(x, return_inverse=True)
    log_x, log_z = np.log(x), np.log(z)

    def worse(logs):
        p, q, v = np.exp(logs)
        log_spent = np.log(x * z + v)
        of_count = (gammaln(p * counts + q) - gammaln(p * counts))[place]
        each = of_count - gammaln(q) + q * np.log(v) + (p * x - 1) * log_z + p * x * log_x - (p * x + q) * log_spent
        both = psi(p * counts + q)
        slopes = (
            x * ((both - psi(p * counts))[place] + log_z + log_x - log_spent),
            both[place] - psi(q) + np.log(v) - log_spent,
            q / v - (p * x + q) / (x * z + v),
        )
        summed = np.array([(weights * slope).sum() for slope in slopes])
        return -(weights * each).sum() / weights.sum(), -summed * np.exp(logs) / weights.sum()

    p, q, v = np.exp(_least(worse, 3))
    return GammaGamma(float(p), float(q), float(v / scale))


def _least(worse, count):
    """The best end of searches from several starts, each along the slopes; then to where there is no slope left."""
    from scipy.optimize import minimize, root

    search = dict(jac=True, method="L-BFGS-B", bounds=[(-MOST, MOST)] * count, tol=1e-12, options={"maxiter": 5000})
    with np.errstate(all="ignore"):  # on its way a search may try what is far from any data
        ends = [minimize(worse, np.log(np.full(count, start)), **search) for start in START_POINTS]
        best = min(ends, key=lambda end: end.fun)
        flat = root(lambda logs: worse(logs)[1], best.x, tol=1e-13)
    better = np.abs(flat.x).max() <= MOST and worse(flat.x)[0] <= best.fun + 1e-12
    return flat.x if better else best.x


def _special():
    try:
        from scipy import special
    except ImportError:
        mend = "install the extra: pip install 'opsreport[forecast]'"
        raise Mistake("forecasts need scipy, which is not installed", mend=mend, code=BAD_CONFIGURATION) from None
    return special
