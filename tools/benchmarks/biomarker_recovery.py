"""How well biomarkers give back what the generator drew: python3 tools/benchmarks/biomarker_recovery.py BIOMARKERS.csv COHORT

BIOMARKERS.csv: of `substantia biomarkers COHORT --out BIOMARKERS.csv`. COHORT: made by `substantia synthesize`. Needs NumPy.
"""
import csv
import json
import sys

import numpy as np

rows = list(csv.DictReader(open(sys.argv[1])))
truth = [json.load(open(f"{sys.argv[2]}/{row['patient_id']}/truth.json"))["subject"] for row in rows]
label = np.array([float(row["label"]) for row in rows])


def column(name):
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


def drawn(get):
    return np.array([float(get(subject)) for subject in truth])


def error(measured, true):
    return np.nanmean(np.abs(measured - true))


def auroc(values, groups):
    known = ~np.isnan(values)
    values, groups = values[known], groups[known]
    ranks = np.argsort(np.argsort(values))
    ones = groups.sum()
    return (ranks[groups == 1].sum() - ones * (ones - 1) / 2) / (ones * (len(groups) - ones))


print(f"{len(rows)} cases; mean absolute errors")
sides = (("r", "rightNigra", 0), ("l", "leftNigra", 1))
volumes, susceptibilities = [], []
for place, name in enumerate("CN Put GP TH STN SN RN DN".split()):
    line = [name.ljust(4)]
    for side, _, odd in sides:
        get = lambda key: drawn(lambda s: s["nuclei"][2 * place + odd][key])
        volume = np.nanmean(np.abs(column(f"{name}_{side}.volume") / get("volumeMm3") - 1)) * 100
        ppb = error(column(f"{name}_{side}.qsm.mean"), get("susceptibilityPpb"))
        volumes.append(volume)
        susceptibilities.append(ppb)
        line.append(f"{side}: volume {volume:.2f} %, susceptibility {ppb:.2f} ppb")
    print("  ".join(line))
print(f"all   volume {np.mean(volumes):.2f} %, susceptibility {np.mean(susceptibilities):.2f} ppb")
for side, nigra, _ in sides:
    contrast = drawn(lambda s: s[nigra]["nmContrast"])
    print(
        f"SN_{side}  NM contrast {error(column(f'SN_{side}.nm.contrast'), contrast):.4f}",
        f"(mean error {np.nanmean(column(f'SN_{side}.nm.contrast') - contrast):+.4f}),",
        f"NM volume {np.nanmean(np.abs(column(f'SN_{side}.nm.volume') / drawn(lambda s: s[nigra]['nmVolumeMm3']) - 1)) * 100:.2f} %,",
        f"nigrosome AUROC {auroc(column(f'SN_{side}.qsm.nigrosome'), drawn(lambda s: s[nigra]['nigrosomeVisible'])):.3f}",
    )
print("AUROC for Parkinson's disease, one marker alone:")
leading = """SN.qsm.mean SN.qsm.below70 SN.qsm.high_iron.share SN.qsm.nigrosome SN.nm.contrast SN.nm.volume
SN.nm.gradient.ventrolateral SN.nm.mean GP.qsm.mean TH.qsm.mean DN.nm.mean""".split()
for name in leading:
    print(f"  {name.ljust(30)} {auroc(column(name), label):.3f}")
