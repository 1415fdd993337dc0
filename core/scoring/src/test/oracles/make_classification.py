#!/usr/bin/env python3
"""Writes ../resources/org/substantia/scoring/classification/oracle.txt with scikit-learn (made with 1.2.1, NumPy 1.24).

Each block is "case NAME" and lines "KEY VALUE ..."; the figures are those of truth, predicted and probability above them.
"""
import pathlib

import numpy as np
from sklearn import metrics

OUT = pathlib.Path(__file__).parent / "../resources/org/substantia/scoring/classification/oracle.txt"


def calibration_error(truth, probability, bins=10):
    """Bins closed on the right, as sklearn.calibration.calibration_curve cuts them."""
    index = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], probability)
    error = 0.0
    for b in range(bins):
        inside = index == b
        if inside.any():
            error += inside.sum() * abs(probability[inside].mean() - truth[inside].mean())
    return error / len(truth)


def main():
    rng = np.random.default_rng(20261123)
    cases = []
    for name, n, digits, shift in (
        ("distinct", 60, 6, 1.0),
        ("ties", 80, 1, 1.2),
        ("many-ties", 50, 0, 1.5),
        ("random", 40, 3, 0.0),
        ("reversed", 30, 4, -1.5),
        ("separated", 24, 4, 30.0),
        ("challenge-sized", 200, 4, 1.6),
        ("unbalanced", 90, 2, 1.0),
    ):
        share = 0.1 if name == "unbalanced" else 0.5
        truth = (rng.random(n) < share).astype(int)
        truth[:2] = 0, 1
        logit = rng.normal(size=n) + shift * (truth - 0.5)
        probability = np.round(1 / (1 + np.exp(-logit)), digits)
        # Half a last digit off the tenths, so that no probability sits on a bin edge by rounding alone.
        if digits > 1:
            probability = np.clip(probability + 0.3 * 10.0**-digits, 0, 1)
        if digits == 1:
            probability = np.clip(probability - 0.02, 0, 1)
        cases.append((name, truth, (probability >= 0.45).astype(int), probability))
    lines = []
    for name, truth, predicted, probability in cases:
        fpr, tpr, thresholds = metrics.roc_curve(truth, probability, drop_intermediate=False)
        tn, fp, fn, tp = metrics.confusion_matrix(truth, predicted).ravel()
        lines.append(f"case {name}")
        for key, values in (
            ("truth", truth),
            ("predicted", predicted),
            ("probability", probability),
            ("confusion", (tp, fp, tn, fn)),
            ("accuracy", (metrics.accuracy_score(truth, predicted),)),
            ("balanced_accuracy", (metrics.balanced_accuracy_score(truth, predicted),)),
            ("sensitivity", (metrics.recall_score(truth, predicted),)),
            ("specificity", (metrics.recall_score(truth, predicted, pos_label=0),)),
            ("auroc", (metrics.roc_auc_score(truth, probability),)),
            ("average_precision", (metrics.average_precision_score(truth, probability),)),
            ("brier", (metrics.brier_score_loss(truth, probability),)),
            ("calibration_error", (calibration_error(truth, probability),)),
            ("fpr", fpr),
            ("tpr", tpr),
            ("thresholds", thresholds[1:]),
        ):
            lines.append(key + " " + " ".join(repr(v.item() if hasattr(v, "item") else v) for v in values))
    OUT.write_text("\n".join(lines) + "\n")


main()
