#!/usr/bin/env python3
"""Writes ../resources/org/substantia/scoring/statistics/oracle.txt with SciPy, statsmodels and slow direct formulas
(made with SciPy 1.10.1, statsmodels 0.13.5, NumPy 1.24).

Each block is "case KIND-NAME" and lines "KEY VALUE ...".
"""
import itertools
import pathlib

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

OUT = pathlib.Path(__file__).parent / "../resources/org/substantia/scoring/statistics/oracle.txt"
lines = []


def block(name, **values):
    lines.append(f"case {name}")
    for key, value in values.items():
        lines.append(key + " " + " ".join(repr(v.item() if hasattr(v, "item") else v) for v in np.atleast_1d(value)))


def placements(truth, score):
    """Placement values by their definition, a double loop."""
    positive, negative = score[truth == 1], score[truth == 0]
    psi = np.array([[1.0 if p > q else 0.5 if p == q else 0.0 for q in negative] for p in positive])
    return psi.mean(), psi.mean(axis=1), psi.mean(axis=0)


def delong(rng):
    for name, n, digits, shifts in (
        ("distinct", 60, 8, (1.5, 1.0)),
        ("ties", 90, 1, (1.5, 0.5)),
        ("nearly-equal", 200, 4, (1.2, 1.2)),
        ("small", 9, 2, (1.0, 0.0)),
    ):
        truth = (rng.random(n) < 0.4).astype(int)
        truth[:4] = 0, 1, 1, 0
        common = rng.normal(size=n)
        scores = [np.round(common + 0.7 * rng.normal(size=n) + s * truth, digits) for s in shifts]
        (a1, v1, w1), (a2, v2, w2) = (placements(truth, s) for s in scores)
        s10, s01 = np.cov(v1, v2), np.cov(w1, w2)
        s = s10 / (truth == 1).sum() + s01 / (truth == 0).sum()
        se = np.sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1])
        z = (a1 - a2) / se
        low, high = a1 - a2 + stats.norm.ppf([0.025, 0.975]) * se
        block(
            f"delong-{name}", truth=truth, first=scores[0], second=scores[1], areas=[a1, a2], se=se, z=z,
            p=2 * stats.norm.sf(abs(z)), interval=[low, high],
        )


def mcnemars():
    tables = [(40, 12, 5, 13), (10, 0, 6, 2), (30, 9, 9, 4), (1, 1, 0, 0), (150, 30, 12, 8), (12, 1, 7, 1)]
    for i, (both, first, second, neither) in enumerate(tables):
        exact = mcnemar([[both, first], [second, neither]], exact=True).pvalue
        n, k = first + second, min(first, second)
        # By the definition of a mid-p: outcomes less likely in full, the observed one by half.
        pmf = stats.binom.pmf(np.arange(n + 1), n, 0.5)
        distance = abs(np.arange(n + 1) - n / 2)
        here = distance == abs(k - n / 2)
        mid = pmf[distance > abs(k - n / 2)].sum() + 0.5 * pmf[here].sum()
        block(f"mcnemar-{i}", counts=[both, first, second, neither], p=exact, mid=mid)



def paired(rng):
    for name, n, digits, shift in (
        ("small", 7, 6, 0.5), ("middle", 12, 6, 0.3), ("ties", 10, 1, 0.2), ("zeros", 11, 0, 0.4), ("wide", 16, 4, 1.0),
    ):
        first = np.round(rng.normal(shift, 1, n), digits)
        second = np.round(rng.normal(0, 1, n), digits)
        exact = stats.permutation_test(
            (first, second), lambda a, b, axis=-1: (a - b).mean(axis=axis), permutation_type="samples",
            n_resamples=np.inf, vectorized=True,
        )
        # The signed-rank test is the same enumeration on signed ranks.
        d = first - second
        kept = np.round(d[d != 0], 9)
        ranks = stats.rankdata(abs(kept))
        observed = abs((ranks * np.sign(kept)).sum())
        signs = np.array(list(itertools.product((-1, 1), repeat=len(kept))))
        wilcoxon = (abs(signs @ ranks) >= observed - 1e-9).mean()
        block(
            f"paired-{name}", first=first, second=second, permutation=exact.pvalue, wilcoxon=wilcoxon,
            wilcoxon_statistic=min(ranks[kept > 0].sum(), ranks[kept < 0].sum()),
            dz=d.mean() / d.std(ddof=1),
        )
    for name, n, digits in (("exact", 45, 9), ("approximate", 80, 9), ("approximate-ties", 120, 1)):
        first, second = np.round(rng.normal(0.25, 1, n), digits), np.round(rng.normal(0, 1, n), digits)
        d = np.round(first - second, 9)
        mode = "exact" if n <= 50 else "approx"
        result = stats.wilcoxon(d, zero_method="wilcox", correction=False, mode=mode)
        # Whole tenths, so that equal differences are equal in floating point too.
        scale = 10 if digits == 1 else 1
        block(
            f"wilcoxon-{name}", first=np.round(first * scale, 9), second=np.round(second * scale, 9), p=result.pvalue,
            statistic=result.statistic,
        )


def holm(rng):
    for i, size in enumerate((1, 4, 10)):
        p = np.round(rng.random(size) ** 3, 4)
        if size > 4:
            p[3] = p[4]
        block(f"holm-{i}", p=p, adjusted=multipletests(p, method="holm")[1])


def bootstraps(rng):
    values = np.round(rng.gamma(2.0, 1.0, 60), 4)
    interval = stats.bootstrap(
        (values,), np.mean, n_resamples=200_000, method="percentile", batch=10_000, random_state=1
    ).confidence_interval
    block("bootstrap-mean", values=values, interval=[interval.low, interval.high])

    truth = (rng.random(60) < 0.5).astype(int)
    score = np.round(1 / (1 + np.exp(-(rng.normal(size=60) + 1.5 * (truth - 0.5)))), 3)
    areas = []
    for _ in range(20_000):
        drawn = rng.integers(0, 60, 60)
        t, s = truth[drawn], score[drawn]
        ranks, m = stats.rankdata(s), t.sum()
        areas.append((ranks[t == 1].sum() - m * (m + 1) / 2) / (m * (60 - m)))
    block("bootstrap-auroc", truth=truth, probability=score, interval=np.percentile(areas, [2.5, 97.5]))


def main():
    rng = np.random.default_rng(20261124)
    delong(rng)
    mcnemars()
    paired(rng)
    holm(rng)
    bootstraps(rng)
    OUT.write_text("\n".join(lines) + "\n")


main()
