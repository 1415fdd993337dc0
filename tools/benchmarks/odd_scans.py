"""Segments heads, images without a head and scans with wrong headers and prints the tables of
docs/results/images-that-are-no-heads.md.

    python3 tools/benchmarks/odd_scans.py DATA OUT [options of predict, such as --model FILE]

DATA is shared/data/real, OUT a folder for inputs and predictions. Needs nibabel, NumPy and SciPy. The phantoms are
drawn here, with a fixed seed. A case that fails leaves no file: what is said of it is read from standard error.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import nibabel as nib
import numpy as np
from scipy import ndimage

NAMES = "CN_r CN_l Put_r Put_l GP_r GP_l TH_r TH_l STN_r STN_l SN_r SN_l RN_r RN_l DN_r DN_l".split()
IMPLAUSIBLE = ("missing", "misplaced", "implausibleVolume")
# Voxels of 1 mm in which the phantoms are drawn: as large as what is scanned of a head.
FIELD = (180, 220, 180)
GOLDEN = (1 + 5 ** 0.5) / 2

HEADS = {
    **{f"OASIS T1 {n}, stripped": (f"t1-manual-labels/{n}_SS.nii.gz", "T1") for n in range(1000, 1005)},
    **{f"{n.split('-')[0]} T1, 2 mm": (f"t1-ixi-2mm/{n}_T1.nii.gz", "T1") for n in (
        "IXI013-HH-1212 IXI067-HH-1356 IXI104-HH-1450 IXI159-HH-1549 IXI201-HH-1588 IXI254-HH-1705").split()},
    **{f"QSM {n}, 3 mm slices": (f"qsm25/cohort/{n}/QSM.nii.gz", "QSM") for n in (
        "N001 N002 N003 N007 N010 N011 N012 N013 N014 N016 N017 N019 N020 N021 N022").split()},
    "T1 head, 0.88 mm": ("t1-head/chris_t1.nii.gz", "T1"),
    "NM, twelve slices": ("nm-scan/sub-001_NM.nii.gz", "NM"),
    "T1 with gadolinium": ("t1-clinical/MR_Gd.nii.gz", "T1"),
    "T1, 2 mm": ("t1-clinical/Subj1_T1.nii.gz", "T1"),
    "FLAIR in place of T1, 2 mm": ("t1-clinical/Subj1_FL.nii.gz", "T1"),
    "T1 of a glioma, stripped, template space": ("t1-clinical/TCGA-DU-7294_T1_SRI.nii.gz", "T1"),
    "T1 of a glioma, 5.5 mm slices": ("t1-clinical/TCGA-FG-6692_T1.nii.gz", "T1"),
    "T1 stored LIA": ("t1-clinical/tigerseg_example.nii.gz", "T1"),
    "mean of 152 T1, LAS": ("odd-headers/avg152T1_LR_bigendian_LAS.nii.gz", "T1"),
    "mean of 152 T1, RAS": ("odd-headers/avg152T1_RL_bigendian_RAS.nii.gz", "T1"),
    "T1 of a child, ILA": ("odd-headers/cABCD3_T1_ILA.nii.gz", "T1"),
    "T1, LPI": ("odd-headers/papaya_sample_LPI_bigendian_4d1.nii.gz", "T1"),
    "T1, 2.75 mm": ("odd-headers/someones_anatomy.nii.gz", "T1"),
    "T1, a part of 33 x 41 x 25 voxels": ("odd-headers/nibabel_anatomical_33x41x25.nii.gz", "T1"),
    "QSM (COSMOS), header mended": ("qsm-scan/chi_cosmos.nii.gz", "QSM"),
    "QSM of a hemorrhage, header mended": ("qsm-hemorrhage/msQSM.nii.gz", "QSM"),
}
OTHERS = {
    "CT as T1": ("odd-headers/CT_pitch.nii.gz", "T1"),
    "CT as QSM": ("odd-headers/CT_pitch.nii.gz", "QSM"),
    "t-map as T1": ("odd-headers/statmap_bigendian_4x4x6.nii.gz", "T1"),
    "t-map as QSM": ("odd-headers/statmap_bigendian_4x4x6.nii.gz", "QSM"),
    "mouse phase image as QSM": ("odd-headers/mouse_tissue_phase_as_QSM.nii.gz", "QSM"),
    "mouse phase image as T1": ("odd-headers/mouse_tissue_phase_as_QSM.nii.gz", "T1"),
}
MASKS = {
    "binary mask of a brain": ("odd-headers/binary_mask_with_extension_LPI_bigendian_4d1.nii.gz", "T1"),
    "binary mask of a QSM": ("qsm-scan/msk.nii.gz", "QSM"),
    "mask of a midbrain as NM": ("nm-scan/sub-001_midbrain_atlas_space-NM.nii.gz", "NM"),
    "11-label mask": ("qsm25/cohort/N001/QSM_mask_10of16.nii.gz", "QSM"),
    "43 labels (aseg)": ("t1-clinical/tigerseg_example_aseg.nii.gz", "T1"),
    "140 labels": ("t1-manual-labels/1000_glm.nii.gz", "T1"),
    "149 labels": ("t1-clinical/Subj1_T1_DLMUSE.nii.gz", "T1"),
}
WRONG = {
    "QSM N001, 3 mm slices called 1 mm": ("qsm25/raw/N001_QSM.nii.gz", "QSM"),
    "QSM N014, 3 mm slices called 1 mm": ("qsm25/raw/N014_QSM.nii.gz", "QSM"),
    "QSM (COSMOS) stored LPS, called RAS": ("qsm-scan/chi_cosmos.nii.gz", "QSM"),
    "QSM of a hemorrhage stored LPS, called RAS": ("qsm-hemorrhage/msQSM.nii.gz", "QSM"),
}


def phantoms():
    """By title: values and image. T1 in arbitrary units with water of 1000, QSM in ppb with water of 0."""
    random = np.random.default_rng(1)
    x, y, z = (np.arange(n).reshape([-1 if i == axis else 1 for i in range(3)]) - (n - 1) / 2
               for axis, n in enumerate(FIELD))
    cylinder = (np.hypot(x, y) < 80) & (np.abs(z) < 75)  # 16 cm across, 15 cm high
    sphere = x * x + y * y + z * z < 80 ** 2  # 16 cm across
    ring = [(50 * np.cos(a), 50 * np.sin(a)) for a in np.arange(10) * np.pi / 5]
    tubes = [cylinder & (np.hypot(x - a, y - b) < 8) for a, b in ring]  # ten of 16 mm, upright, in a ring 10 cm across
    corners = np.array([np.roll((0, s, t * GOLDEN), i) for i in range(3) for s in (-1, 1) for t in (-1, 1)])
    balls = [(x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 < 10 ** 2  # twelve of 20 mm at the corners of an icosahedron
             for a, b, c in 50 * corners / np.hypot(1, GOLDEN)]

    def t1(values):  # magnitude of two channels with noise of 30
        return np.hypot(values + random.normal(0, 30, FIELD), random.normal(0, 30, FIELD))

    def qsm(water, parts):  # 25 ppb more in each part than in the one before; noise of 10 ppb within the water
        values = random.normal(0, 10, FIELD)
        for i, part in enumerate(parts):
            values[part] += 25 * (i + 1)
        return values * water

    def texture():  # white noise smoothed to 20 mm (full width at half maximum), of unit deviation
        smooth = ndimage.gaussian_filter(random.normal(size=FIELD), 20 / 2.355)
        return smooth / smooth.std()

    bright = 1000.0 * cylinder
    for i, tube in enumerate(tubes):
        bright[tube] = 200 + 200 * i  # from a fifth to twice the water's signal
    return {
        "cylinder of water as T1": (t1(1000.0 * cylinder), "T1"),
        "sphere of water as T1": (t1(1000.0 * sphere), "T1"),
        "ten tubes in water as T1": (t1(bright), "T1"),
        "ten tubes with gadolinium as QSM": (qsm(cylinder, tubes), "QSM"),
        "twelve balls with gadolinium as QSM": (qsm(sphere, balls), "QSM"),
        "noise as T1": (t1(0), "T1"),
        "noise as QSM": (random.normal(0, 50, FIELD), "QSM"),
        "smooth random texture as T1": (1000 + 200 * texture(), "T1"),
        "smooth random texture as QSM": (50 * texture(), "QSM"),
    }


def case_id(title):
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")


def mended(image):
    """The header says that the first axis runs to the right and the second to the front; they run left and back."""
    zooms = np.array(image.header.get_zooms()[:3])
    affine = nib.affines.from_matvec(np.diag(zooms * (-1, -1, 1)), zooms * (np.array(image.shape) - 1) / 2 * (1, 1, -1))
    return nib.Nifti1Image(np.asanyarray(image.dataobj), affine)


def prepare(data, cases):
    for title, (source, kind) in {**HEADS, **OTHERS, **MASKS, **WRONG}.items():
        target = cases / case_id(title) / f"{kind}.nii.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        if title.endswith("mended"):
            nib.save(mended(nib.load(data / source)), target)
        else:
            shutil.copy(data / source, target)
    drawn = phantoms()
    for title, (values, kind) in drawn.items():
        (cases / case_id(title)).mkdir(exist_ok=True)
        image = nib.Nifti1Image(values.astype(np.float32), np.diag((1, 1, 1, 1)))
        nib.save(image, cases / case_id(title) / f"{kind}.nii.gz")
    return list(drawn)


def predict(out, options):
    """Standard error of predict, which names the cases that fail."""
    root = pathlib.Path(__file__).resolve().parents[2]
    program = os.environ.get("SUBSTANTIA", str(root / "substantia"))
    command = [program, "predict", str(out / "cases"), str(out / "predictions"), "--no-report"]
    run = subprocess.run(command + options, check=False, stderr=subprocess.PIPE, text=True)
    sys.stderr.write(run.stderr)
    return run.stderr


def failure(title, errors):
    """What is said of a case that failed, otherwise None."""
    line = re.search(rf"^substantia: (?:.*/)?{case_id(title)}(?:: |/\w+\.nii\.gz: )(.*)", errors, re.MULTILINE)
    return line.group(1) if line else None


def written(title, out):
    return json.loads((out / "predictions" / case_id(title) / "segmentation.json").read_text())


def flags(report):
    """Those of the nuclei in view, in the label map that holds all."""
    structures = max((o["structures"] for o in report["outputs"].values()), key=len)
    return [structures[name]["flags"] for name in NAMES if "outOfView" not in structures[name]["flags"]]


def counted(title, out, errors):
    """How many of the nuclei in view are as they cannot be; None where nothing was found."""
    fault = failure(title, errors)
    if fault is None:
        in_view = flags(written(title, out))
        return sum(any(flag in IMPLAUSIBLE for flag in found) for found in in_view), len(in_view)
    count = re.match(r"(\d+) of the (\d+) structures", fault)
    return tuple(map(int, count.groups())) if count else None


def of(count):
    return f"{count[0]} of {count[1]}" if count else "nothing found"


def values_of(path):
    """The number of different values, and the share of equal neighbors within slices, background left out."""
    values = np.squeeze(np.asanyarray(nib.load(path).dataobj))
    inside = (values != 0) & (values != values[0, 0, 0])
    pairs = equal = 0
    for axis in (0, 1):
        (a, b), (m, n) = ((np.delete(v, 0, axis), np.delete(v, -1, axis)) for v in (values, inside))
        pairs += (m & n).sum()
        equal += (m & n & (a == b)).sum()
    return len(np.unique(values)), equal / max(1, pairs)


def heads_table(data, out, errors):
    print("\n| image | in view | missing | misplaced | implausible volume | any of the three | agreement |"
          "\n|---|---|---|---|---|---|---|")
    most, notes = {}, []
    for title in HEADS:
        if failure(title, errors):
            print(f"| {title} | **fails**: {failure(title, errors)} |")
            continue
        report = written(title, out)
        found = flags(report)
        each = [sum(flag in f for f in found) for flag in IMPLAUSIBLE]
        count, in_view = counted(title, out, errors)
        most[in_view] = max(most.get(in_view, 0), count)
        row = [title, in_view, *each, f"**{count}**", f"{report['localization']['agreement']:.2f}"]
        print("| " + " | ".join(map(str, row)) + " |")
        notes += [f"{title}: {w}" for w in report["warnings"]]
    print("\nat most " + ", ".join(f"{n} of {in_view}" for in_view, n in sorted(most.items())) + "; warnings:")
    print("\n".join("  " + n for n in notes))
    measured = [values_of(data / source) for source, _ in HEADS.values()]
    print(f"{min(m[0] for m in measured)} or more different values; at most {100 * max(m[1] for m in measured):.0f} %"
          " of neighbors equal")


def others_table(titles, out, errors):
    print("\n| image | missing, misplaced or of an implausible volume, of those in view |\n|---|---|")
    for title in titles:
        print(f"| {title} | {of(counted(title, out, errors))}{'' if failure(title, errors) else ', **passes**'} |")


def masks_table(data, errors):
    print("\n| image | different values | neighbors equal |\n|---|---|---|")
    for title, (source, _) in MASKS.items():
        values, equal = values_of(data / source)
        print(f"| {title} | {values} | {100 * equal:.0f} %{'' if failure(title, errors) else ', **passes**'} |")


def wrong_table(out, errors):
    print("\n| image | missing, misplaced or implausible | the case | what is said |\n|---|---|---|---|")
    for title in WRONG:
        fault = failure(title, errors)
        if fault:
            status, said = "fails", fault.split("); ", 1)[-1]
        else:
            report = written(title, out)
            status, said = report["status"], "; ".join(report["warnings"])
        print(f"| {title} | {of(counted(title, out, errors))} | {status} | {said} |")


def main():
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    drawn = prepare(data, out / "cases")
    errors = predict(out, sys.argv[3:])
    heads_table(data, out, errors)
    others_table(list(OTHERS) + drawn, out, errors)
    masks_table(data, errors)
    wrong_table(out, errors)


if __name__ == "__main__":
    main()
