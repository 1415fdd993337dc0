"""In how many subjects a diagnosis model recognizes which side is the right one:
python3 tools/benchmarks/side_orientation.py MODEL.json PREDICTIONS

MODEL.json: of `substantia train diagnosis`. PREDICTIONS: of `substantia predict`; their biomarkers are read. The model's weights
of the differences between the sides (docs/explanation/diagnosis.md) tell how probable it is that the sides are as they are named.
"""
import glob
import json
import math
import sys

model, predictions = sys.argv[1:]
weights = json.load(open(model))["models"][0]["sides"]


def difference(biomarkers, name):
    structure, measure = name.split(".", 1)
    right, left = (biomarkers.get(f"{structure}_{side}.{measure}", {}).get("value") for side in "rl")
    return 0 if right is None or left is None else right - left


log_odds = []
for file in sorted(glob.glob(f"{predictions}/*/biomarkers.json")):
    biomarkers = json.load(open(file))["biomarkers"]
    log_odds.append(sum(weight * difference(biomarkers, name) for name, weight in weights.items()))
right = sum(x > 0 for x in log_odds) / len(log_odds)
loss = sum(math.log1p(math.exp(-x)) for x in log_odds) / len(log_odds)
print(f"{len(log_odds)} subjects: right in {right:.3f}, log loss {loss:.3f}")
