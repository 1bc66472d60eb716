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

START_POINTS = (0.03, 1.0)
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
    r, alpha, a, b = np.exp(_least(_Histories.of(x, t_x * scale, T * scale, weights).worse, 4))
    fitted = BgNbd(float(r), float(alpha / scale), float(a), float(b))
    total, _ = _Histories.of(x, t_x, T, weights).log_likelihood(np.array([fitted.r, fitted.alpha, fitted.a, fitted.b]))
    return replace(fitted, log_likelihood=float(total))


@dataclass(frozen=True)
class _Histories:
    """Rows to fit to. counts: the numbers of purchases that there are, as gamma functions of few are quick; place: which of them a row has;
    users: how many customers have each."""

    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray  # noqa: N815
    weights: np.ndarray
    counts: np.ndarray
    place: np.ndarray
    users: np.ndarray

    @classmethod
    def of(cls, x, t_x, T, weights) -> "_Histories":  # noqa: N803
        counts, place = np.unique(x, return_inverse=True)
        return cls(x, t_x, T, weights, counts, place, np.bincount(place, weights))

    def worse(self, logs):
        """The mean negative log-likelihood at the logarithms of the parameters, and its slopes."""
        total, slopes = self.log_likelihood(np.exp(logs))
        return -total / self.users.sum(), -slopes * np.exp(logs) / self.users.sum()

    def log_likelihood(self, parameters):
        """Of all customers, and its slope along each parameter."""
        special = _special()
        gammaln, psi = special.gammaln, special.psi
        (r, alpha, a, b), n, users, everybody = parameters, self.counts, self.users, self.users.sum()
        of_count = gammaln(r + n) - gammaln(r) + gammaln(a + b) + gammaln(b + n) - gammaln(b) - gammaln(a + b + n)
        before_last = b + np.maximum(n, 1) - 1
        times, at_end, at_last = r + self.x, alpha + self.T, alpha + self.t_x
        log_T, idle = np.log(at_end), np.log(at_end / at_last)  # noqa: N806
        odds = np.where(n > 0, np.log(a / before_last), -np.inf)[self.place] + times * idle  # the logarithm of those that a customer has left
        near = np.exp(-np.abs(odds))
        either = np.maximum(odds, 0) + np.log1p(near)  # logaddexp(0, odds), in a fraction of its time
        total = _sum(users, of_count) + everybody * r * np.log(alpha) + _sum(self.weights, either - times * log_T)
        left = self.weights * np.exp(np.minimum(odds, 0)) / (1 + near)
        late = psi(a + b) - psi(a + b + n)
        slopes = (
            _sum(users, psi(r + n) - psi(r)) + everybody * np.log(alpha) - _sum(self.weights, log_T) + _sum(left, idle),
            everybody * r / alpha - _sum(self.weights - left, times / at_end) - _sum(left, times / at_last),
            _sum(users, late) + left.sum() / a,
            _sum(users, late + psi(b + n) - psi(b)) - (np.bincount(self.place, left) / before_last).sum(),
        )
        return total, np.array(slopes)


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
    users, everybody = np.bincount(place, weights), weights.sum()
    spent, times = x * z, weights * x
    constant, of_spent = _sum(weights, np.log(z)), _sum(times, np.log(spent))

    def worse(logs):
        p, q, v = np.exp(logs)
        shared, own = p * counts + q, p * counts
        log_spent = np.log(spent + v)
        once, often = _sum(weights, log_spent), _sum(times, log_spent)
        of_count = _sum(users, gammaln(shared) - gammaln(own))
        total = of_count + everybody * (q * np.log(v) - gammaln(q)) + p * (of_spent - often) - q * once - constant
        slopes = (
            _sum(users * counts, psi(shared) - psi(own)) + of_spent - often,
            _sum(users, psi(shared)) + everybody * (np.log(v) - psi(q)) - once,
            everybody * q / v - _sum(p * times + q * weights, 1 / (spent + v)),
        )
        return -total / everybody, -np.array(slopes) * np.exp(logs) / everybody

    p, q, v = np.exp(_least(worse, 3))
    return GammaGamma(float(p), float(q), float(v / scale))


def _sum(weights, values):
    """The weighted sum; not by `@`, whose threads take longer to wake than these numbers take to add."""
    return np.einsum("i,i", weights, values)


def _least(worse, count):
    """The best end of searches from several starts, each along the slopes; then to where there is no slope left."""
    from scipy.optimize import minimize, root

    # L-BFGS-B finds the same, but wakes threads for matrices of four rows
    search = dict(jac=True, method="SLSQP", bounds=[(-MOST, MOST)] * count, tol=1e-12, options={"maxiter": 1000})
    with np.errstate(all="ignore"):  # on its way a search may try what is far from any data
        ends = [minimize(worse, np.log(np.full(count, start)), **search) for start in START_POINTS]
        best = min(ends, key=lambda end: end.fun)
        flat = root(lambda logs: worse(logs)[1], best.x, tol=1e-11)
    better = np.abs(flat.x).max() <= MOST and worse(flat.x)[0] <= best.fun + 1e-12
    return flat.x if better else best.x


def _special():
    try:
        from scipy import special
    except ImportError:
        mend = "install the extra: pip install 'opsreport[forecast]'"
        raise Mistake("forecasts need scipy, which is not installed", mend=mend, code=BAD_CONFIGURATION) from None
    return special
