"""A submission's accuracy, and what is to be expected of it over the toss of the coin that each diagnosis is:
python3 tools/benchmarks/expected_accuracy.py COHORT PREDICTIONS

COHORT: made by `substantia synthesize`, whose posterior.csv says how probable each patient's disease is to whoever knows every
value that was drawn. PREDICTIONS: of `substantia predict COHORT PREDICTIONS`. The accuracy depends on which patients the coin
made ill, the expected one does not; both are also given for the best possible classifier, which knows that probability.
"""
import csv
import json
import sys

cohort, predictions = sys.argv[1:]
label = {row["patient_id"]: row["label"] == "1" for row in csv.DictReader(open(f"{cohort}/labels.csv"))}
posterior = {row["patient_id"]: float(row["probability"]) for row in csv.DictReader(open(f"{cohort}/posterior.csv"))}
answers = {patient: json.load(open(f"{predictions}/{patient}/diagnosis.json"))["label"] == 1 for patient in label}
best = {patient: probability >= 0.5 for patient, probability in posterior.items()}

print(f"{len(label)} patients")
for name, answer in (("submission", answers), ("best possible", best)):
    right = sum(answer[patient] == label[patient] for patient in label)
    expected = sum(posterior[patient] if answer[patient] else 1 - posterior[patient] for patient in label)
    print(f"{name:14} accuracy {right / len(label):.3f}, expected {expected / len(label):.3f}")
