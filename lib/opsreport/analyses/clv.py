"""Predicted customer value: BG/NBD for how often (Fader, Hardie and Lee 2005), Gamma-Gamma for how much (Fader and Hardie 2013).

Rows in: x repeat purchases, t_x the time of the last one since the first, T the age, in one unit of time; m the mean value of a purchase. Needs the
extra `forecast`. Parameters are never rounded: published ones with three digits already miss published figures. A customer without a repeat
purchase is alive with probability 1 in this model: say so where it is shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opsreport.errors import BAD_CONFIGURATION, Mistake

START_POINTS = (0.1, 1.0)
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
        special = _special()
        x, T = np.asarray(x, float), np.asarray(T, float)  # noqa: N806
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        z = t / (alpha + T + t)
        still = 1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * special.hyp2f1(r + x, b + x, a + b + x - 1, z)
        return (a + b + x - 1) / (a - 1) * still * self.alive(x, t_x, T)


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

    def worse(logs):
        return -(weights * _log_likelihood(np.exp(logs), x, t_x * scale, T * scale)).sum() / weights.sum()

    r, alpha, a, b = np.exp(_least(worse, 4))
    fitted = BgNbd(float(r), float(alpha / scale), float(a), float(b))
    total = (weights * _log_likelihood((fitted.r, fitted.alpha, fitted.a, fitted.b), x, t_x, T)).sum()
    return BgNbd(fitted.r, fitted.alpha, fitted.a, fitted.b, float(total))


def _log_likelihood(parameters, x, t_x, T):  # noqa: N803
    gammaln = _special().gammaln
    r, alpha, a, b = parameters
    left = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + T)
    gone = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x), -np.inf)
    return left + np.logaddexp(alive, gone)


def fit_gamma_gamma(x: Sequence, m: Sequence, counts: Sequence | None = None) -> GammaGamma:
    """The parameters under which the mean values of those with a repeat purchase are likeliest."""
    x, m = np.asarray(x, float), np.asarray(m, float)
    weights = np.ones(len(x)) if counts is None else np.asarray(counts, float)
    used = (x > 0) & (m > 0)
    if not used.any():
        raise Mistake("nobody paid twice, so there is nothing to forecast from", mend="give a longer history", code=BAD_CONFIGURATION)
    x, m, weights = x[used], m[used], weights[used]
    scale = 1 / float(np.average(m, weights=weights))
    gammaln = _special().gammaln

    def worse(logs):
        p, q, v = np.exp(logs)
        z = m * scale
        each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v) + (p * x - 1) * np.log(z) + p * x * np.log(x)
        return -(weights * (each - (p * x + q) * np.log(x * z + v))).sum() / weights.sum()

    p, q, v = np.exp(_least(worse, 3))
    return GammaGamma(float(p), float(q), float(v / scale))


def _least(worse, count):
    """The best end of searches from several starts."""
    from scipy.optimize import minimize

    ends = [minimize(worse, np.log(np.full(count, start)), method="L-BFGS-B", tol=1e-12, options={"maxiter": 5000}) for start in START_POINTS]
    best = min(ends, key=lambda end: end.fun)
    best = minimize(worse, best.x, method="Nelder-Mead", tol=1e-10, options={"maxiter": 5000})
    return best.x


def _special():
    try:
        from scipy import special
    except ImportError:
        mend = "install the extra: pip install 'opsreport[forecast]'"
        raise Mistake("forecasts need scipy, which is not installed", mend=mend, code=BAD_CONFIGURATION) from None
    return special
