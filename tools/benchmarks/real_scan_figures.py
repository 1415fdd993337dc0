"""Segments the development scans and their mirror images and prints what docs/results/real-scans.md quotes.

    python3 tools/benchmarks/real_scan_figures.py DATA OUT [options of predict, such as --model FILE]

DATA is shared/data/real, OUT a folder for inputs and predictions. Needs nibabel, NumPy and SciPy. A mirrored scan has its
voxels in the other order along the axis that runs from side to side, under the same header: the same tissue changes its
side. A program that treats both sides alike then gives each nucleus' volume to the other side.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

import nibabel as nib
import numpy as np
from scipy import ndimage

NAMES = "CN_r CN_l Put_r Put_l GP_r GP_l TH_r TH_l STN_r STN_l SN_r SN_l RN_r RN_l DN_r DN_l".split()
LABEL = {name: i + 1 for i, name in enumerate(NAMES)}
MANUAL = {"CN": (36, 37), "Put": (57, 58), "GP": (55, 56), "TH": (59, 60)}
MIRRORED_T1 = ["M1000", "M1001", "M1002", "M1003", "M1004", "IXI013", "IXI104"]
MIRRORED_QSM = ["N001", "N007", "N012", "N016", "N022"]


def mirrored(source, target):
    image = nib.load(source)
    axis = [i for i, code in enumerate(nib.aff2axcodes(image.affine)) if code in "LR"][0]
    data = np.flip(np.asanyarray(image.dataobj), axis)
    nib.save(nib.Nifti1Image(np.ascontiguousarray(data), image.affine), target)


def prepare(data, cases):
    scans = {"M" + n: (data / f"t1-manual-labels/{n}_SS.nii.gz", "T1") for n in "1000 1001 1002 1003 1004".split()}
    for path in sorted((data / "t1-ixi-2mm").glob("*_T1.nii.gz")):
        scans[path.name.split("-")[0]] = (path, "T1")
    for path in sorted((data / "qsm25/cohort").iterdir()):
        scans[path.name] = (path / "QSM.nii.gz", "QSM")
    for name, (path, kind) in scans.items():
        (cases / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, cases / name / f"{kind}.nii.gz")
        if name in MIRRORED_T1 + MIRRORED_QSM:
            (cases / (name + "mirrored")).mkdir(exist_ok=True)
            mirrored(path, cases / (name + "mirrored") / f"{kind}.nii.gz")
    # A phantom that is symmetric to the bit: the mean of a scan and its mirror image.
    image = nib.load(scans["M1002"][0])
    axis = [i for i, code in enumerate(nib.aff2axcodes(image.affine)) if code in "LR"][0]
    values = np.asarray(image.dataobj, dtype=np.float32)
    (cases / "symmetric").mkdir(exist_ok=True)
    nib.save(nib.Nifti1Image((values + np.flip(values, axis)) / 2, image.affine), cases / "symmetric/T1.nii.gz")
    return scans


def labels(out, name, kind):
    path = out / name / f"{kind}_pred.nii.gz"
    return np.asanyarray(nib.load(path).dataobj) if path.exists() else None


def dice(a, b):
    total = a.sum() + b.sum()
    return 2 * (a & b).sum() / total if total else 1.0


def centroid(mask, image):
    return nib.affines.apply_affine(image.affine, np.argwhere(mask).mean(0))


def manual_table(title, out, scans, suffix):
    rows = {name: [] for name in MANUAL}
    volumes = {name: [] for name in MANUAL}
    for case, (path, kind) in scans.items():
        truth_path = pathlib.Path(str(path).replace(*suffix))
        # Scans of the other set have no such reference: their path stays what it is.
        if kind != "T1" or truth_path == path or not truth_path.exists():
            continue
        truth = np.rint(np.asanyarray(nib.load(truth_path).dataobj)).astype(int)
        found = labels(out, case, "T1")
        for name, sides in MANUAL.items():
            for value, side in zip(sides, "rl"):
                mine = found == LABEL[f"{name}_{side}"]
                rows[name].append(dice(mine, truth == value))
                volumes[name].append(mine.sum() / (truth == value).sum())
    print(f"\n{title}: mean Dice (least), volume by the reference's, the greatest Dice that such volumes can have")
    for name, values in rows.items():
        greatest = np.mean([2 * min(1, v) / (1 + v) for v in volumes[name]])
        print(f"  {name:4} {np.mean(values):.3f} ({min(values):.2f})  {np.mean(volumes[name]):.2f}  {greatest:.3f}")


def qsm_scans(data, out):
    """The name, the ROI image, the ROIs and the predicted labels of each QSM scan."""
    for folder in sorted((data / "qsm25/cohort").iterdir()):
        image = nib.load(folder / "QSM_mask_10of16.nii.gz")
        yield folder.name, image, np.rint(np.asanyarray(image.dataobj)).astype(int), labels(out, folder.name, "QSM")


def qsm_table(data, out):
    print("\nQSM: share of the caudate head's ROI called CN, Put, nothing; pieces of GP and Put under 30 voxels; "
          "Dice Put, GP; SN, RN centroids' distance, mm")
    heads, puts, gps, far = [], [], [], []
    for scan, image, roi, found in qsm_scans(data, out):
        head = (roi == 1) | (roi == 2)
        inside = found[head]
        cn = np.isin(inside, (1, 2)).mean()
        put = np.isin(inside, (LABEL["Put_r"], LABEL["Put_l"])).mean()
        nothing = (inside == 0).mean()
        crumbs = []
        for name in ("GP_r", "GP_l", "Put_r", "Put_l"):
            parts, count = ndimage.label(found == LABEL[name], np.ones((3, 3, 3)))
            sizes = np.bincount(parts.ravel())[1:]
            crumbs += [int(s) for s in sizes if s < 30]
        put_dice = np.mean([dice(found == LABEL[n], roi == LABEL[n]) for n in ("Put_r", "Put_l")])
        gp_dice = np.mean([dice(found == LABEL[n], roi == LABEL[n]) for n in ("GP_r", "GP_l")])
        distances = [np.linalg.norm(centroid(found == v, image) - centroid(roi == v, image)) for v in (11, 12, 13, 14)]
        present = sum((found == v).any() for v in range(1, 17))
        heads.append(cn)
        puts.append(put_dice)
        gps.append(gp_dice)
        far += distances
        print(f"  {scan} {cn:.2f} {put:.2f} {nothing:.2f}  {crumbs}  {put_dice:.2f} {gp_dice:.2f}  "
              + " ".join(f"{d:.1f}" for d in distances) + f"  {present} of 16")
    print(f"  mean {np.mean(heads):.3f}, worst {min(heads):.2f}; Put {np.mean(puts):.3f}, GP {np.mean(gps):.3f}; "
          f"farthest {max(far):.1f} mm")


def disagreement_table(data, out):
    """Which of both is right where a ROI, warped from an atlas, and a mask differ: the susceptibility tells."""
    print("\nQSM: of the caudate head's ROI not called CN: share at its rim, share nearer to the surroundings than to the "
          "caudate; ROI called CN or so. Mean ppb of SN and RN, right and left: ours alone, the ROI's alone")
    rims, darks, answered, brighter = [], [], [], []
    for scan, image, roi, found in qsm_scans(data, out):
        ppb = np.asarray(nib.load(data / "qsm25/cohort" / scan / "QSM.nii.gz").dataobj, dtype=float)
        ppb = ppb * 1000 if np.abs(ppb).max() < 5 else ppb
        head, cn = np.isin(roi, (1, 2)), np.isin(found, (1, 2))
        missed = head & ~cn
        distance = ndimage.distance_transform_edt(~head, image.header.get_zooms()[:3])
        around = (distance > 2) & (distance <= 5) & (roi == 0) & (found == 0) & (ppb != 0)
        low, high = np.median(ppb[around]), np.median(ppb[head & cn])
        dark = ppb < (low + high) / 2
        rim = head & ~ndimage.binary_erosion(head, np.ones((3, 3, 1)))
        rims.append(rim[missed].mean())
        darks.append(dark[missed].mean())
        answered.append(1 - (missed & ~dark).sum() / head.sum())
        line = f"  {scan} {rims[-1]:.2f} {darks[-1]:.2f} {answered[-1]:.2f} "
        for value in (11, 12, 13, 14):
            ours, theirs = (found == value) & (roi != value), (roi == value) & (found == 0)
            means = [ppb[m].mean() if m.any() else np.nan for m in (ours, theirs)]
            if not np.isnan(means).any():
                brighter.append(means[0] > means[1])
            line += "  " + " ".join(f"{m:.0f}" for m in means)
        print(line)
    print(f"  mean {np.mean(rims):.2f} {np.mean(darks):.2f} {np.mean(answered):.3f}, worst {min(answered):.2f}; "
          f"ours alone is brighter than the ROI's alone in {sum(brighter)} of {len(brighter)}")


def mirror_table(out):
    print("\nmirrored: volume of the same tissue under the other side's name, by that under its own; worst nucleus")
    worst_of_all = 0
    for case in MIRRORED_T1 + MIRRORED_QSM:
        kind = "T1" if case in MIRRORED_T1 else "QSM"
        plain = np.bincount(labels(out, case, kind).ravel().astype(int), minlength=17)
        mirror = np.bincount(labels(out, case + "mirrored", kind).ravel().astype(int), minlength=17)
        ratios = {}
        for name in NAMES:
            other = name[:-1] + ("l" if name.endswith("r") else "r")
            ratios[name] = (mirror[LABEL[other]] + 1e-9) / (plain[LABEL[name]] + 1e-9)
        worst = max(ratios, key=lambda n: abs(np.log(ratios[n])))
        worst_of_all = max(worst_of_all, abs(np.log(ratios[worst])))
        line = f"  {case:8} {worst} {ratios[worst]:.3f}"
        reports = [out / name / "diagnosis.json" for name in (case, case + "mirrored")]
        if all(r.exists() for r in reports):
            line += "  probability " + " ".join(f"{json.loads(r.read_text()).get('probability')}" for r in reports)
        print(line)
    counts = np.bincount(labels(out, "symmetric", "T1").ravel().astype(int), minlength=17)
    sides = {n[:-2]: counts[LABEL[n]] / max(1, counts[LABEL[n[:-1] + "l"]]) for n in NAMES if n.endswith("r")}
    print("  symmetric phantom, right/left: " + " ".join(f"{n} {r:.3f}" for n, r in sides.items()))
    print(f"  worst of all: {100 * (np.exp(worst_of_all) - 1):.1f} %")


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    scans = prepare(data, out / "cases")
    predict = [os.environ.get("SUBSTANTIA", str(root / "substantia")), "predict", str(out / "cases"), str(out / "predictions"), "--no-report"]
    subprocess.run(predict + sys.argv[3:], check=False)
    predictions = out / "predictions"
    manual_table("Five T1 scans with manual labels", predictions, scans, ("_SS", "_glm"))
    manual_table("Six IXI scans at 2 mm", predictions, scans, ("_T1.nii.gz", "_T1_DLMUSE.nii.gz"))
    qsm_table(data, predictions)
    disagreement_table(data, predictions)
    mirror_table(predictions)


if __name__ == "__main__":
    main()
