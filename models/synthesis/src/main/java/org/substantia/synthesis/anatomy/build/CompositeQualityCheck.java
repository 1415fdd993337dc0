package org.substantia.synthesis.anatomy.build;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.substantia.base.json.EnumNames;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.HeadMap;
import org.substantia.synthesis.anatomy.HeadWarp;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.anatomy.registration.VoxelDisplacementField;

/** Measures a composite, on the grid of the nuclei. */
final class CompositeQualityCheck {
    /** Nuclei and what is none. */
    private static final int LABELS = Nucleus.values().length + 1;
    /** Codes of heads are below this. */
    private static final int CODES = 64;

    private final SourceHead head;
    private final SourceMask mask;
    private final Geometry grid;

    CompositeQualityCheck(SourceHead head, SourceMask mask) {
        this.head = head;
        this.mask = mask;
        this.grid = mask.nuclei().geometry();
    }

    /** @param map as it will be read from the bank */
    CompositeQuality measure(String id, boolean test, HeadToMaskRegistration registration, HeadMap map) {
        Overlaps similarity = new Overlaps(registration.codes(), still(registration.similarity()));
        Overlaps affine = new Overlaps(registration.codes(), still(registration.affine()));
        Overlaps registered = new Overlaps(registration.codes(), map);
        return new CompositeQuality(
                new CompositeQuality.Pairing(id, head.id(), mask.id(), test, EnumNames.of(registration.stiffness())),
                new CompositeQuality.Overlap(
                        registered.dice(),
                        mean(similarity.dice()),
                        mean(affine.dice()),
                        affine.dice().values().stream()
                                .mapToDouble(Double::doubleValue)
                                .min()
                                .orElse(0),
                        CaudateTail.share(registration.codes())),
                placement(registered, affine),
                warp(map),
                new CompositeQuality.Sampling(returnDice(), volumeError(false), volumeError(true)),
                new CompositeQuality.Coverage(brainOutsideScan(map), scanOutsideHead(map)));
    }

    private static CompositeQuality.Placement placement(Overlaps registered, Overlaps affine) {
        Map<String, Double> inPlace = new LinkedHashMap<>();
        for (Structure structure : new Structure[] {Structure.STN, Structure.SN, Structure.RN, Structure.DN}) {
            inPlace.put(structure.symbol(), registered.inPlace(structure));
        }
        Map<String, Double> ventricles = new LinkedHashMap<>();
        for (Structure structure : Structure.values()) {
            ventricles.put(structure.symbol(), registered.inVentricle(structure));
        }
        return new CompositeQuality.Placement(
                inPlace, affine.inPlace(Structure.STN), registered.nigraInPlace(), ventricles, registered.wrongSide());
    }

    private static CompositeQuality.Warp warp(HeadMap map) {
        VoxelDisplacementField displacement = map.displacement();
        double[] jacobian = displacement.jacobianRange();
        double[] scales = singularValues(map.affine());
        return new CompositeQuality.Warp(
                jacobian[0],
                jacobian[1],
                displacement.longest() * displacement.geometry().spacing(0),
                scales[2],
                scales[0]);
    }

    private Map<String, Double> returnDice() {
        Map<String, Double> back = new LinkedHashMap<>();
        back.put("QSM", returnDice(mask.drawn(), mask.nuclei()));
        back.put("NM", returnDice(mask.drawnNigra(), mask.nigra()));
        return back;
    }

    private HeadMap still(Affine affine) {
        return new HeadMap(affine, VoxelDisplacementField.zeros(Geometry.axisAligned(2, 2, 2, 1, 1, 1)));
    }

    private static double mean(Map<String, Double> figures) {
        return figures.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    /** How the warped head and the nuclei lie to each other. */
    private final class Overlaps {
        /** Voxels by nucleus and head code. */
        private final int[][] joint = new int[LABELS][CODES];

        private final int[] nigraJoint = new int[CODES];

        Overlaps(LabelMap headCodes, HeadMap map) {
            LabelMap codes = HeadWarp.warp(headCodes, map, grid);
            for (int i = 0; i < grid.voxelCount(); i++) {
                joint[mask.nuclei().get(i)][codes.get(i)]++;
                if (mask.nigra().get(i) != 0) {
                    nigraJoint[codes.get(i)]++;
                }
            }
        }

        Map<String, Double> dice() {
            Map<String, Double> dice = new LinkedHashMap<>();
            for (Nucleus nucleus : HeadToMaskRegistration.SHARED) {
                int both = 0;
                int inHead = 0;
                int inMask = 0;
                for (HeadLabel label : HeadLabel.values()) {
                    boolean same = label.nucleus().equals(Optional.of(nucleus));
                    inMask += joint[nucleus.qsmLabel()][label.code()];
                    if (same) {
                        both += joint[nucleus.qsmLabel()][label.code()];
                        for (int[] row : joint) {
                            inHead += row[label.code()];
                        }
                    }
                }
                dice.put(nucleus.symbol(), 2.0 * both / (inHead + inMask));
            }
            return dice;
        }

        double inPlace(Structure structure) {
            double inside = 0;
            double all = 0;
            for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
                if (nucleus.structure() == structure) {
                    for (HeadLabel label : HeadLabel.values()) {
                        int n = joint[nucleus.qsmLabel()][label.code()];
                        all += n;
                        if (structure == Structure.DN ? isCerebellum(label) : isMidbrain(label)) {
                            inside += n;
                        }
                    }
                }
            }
            return inside / all;
        }

        double nigraInPlace() {
            double inside = 0;
            double all = 0;
            for (HeadLabel label : HeadLabel.values()) {
                all += nigraJoint[label.code()];
                if (isMidbrain(label)) {
                    inside += nigraJoint[label.code()];
                }
            }
            return inside / all;
        }

        /** The larger of the two sides. */
        double inVentricle(Structure structure) {
            double largest = 0;
            for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
                if (nucleus.structure() == structure) {
                    double inside = 0;
                    double all = 0;
                    for (HeadLabel label : HeadLabel.values()) {
                        int n = joint[nucleus.qsmLabel()][label.code()];
                        all += n;
                        if (label.tissue().equals(Optional.of(Tissue.VENTRICLE))) {
                            inside += n;
                        }
                    }
                    largest = Math.max(largest, inside / all);
                }
            }
            return largest;
        }

        double wrongSide() {
            double wrong = 0;
            double all = 0;
            for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
                for (HeadLabel label : HeadLabel.values()) {
                    int n = joint[nucleus.qsmLabel()][label.code()];
                    all += n;
                    boolean otherSide = label.side().isPresent() && label.side().get() != nucleus.side();
                    // The two thalami may be grown together.
                    boolean bothThalamus = nucleus.structure() == Structure.TH
                            && label.tissue().equals(Optional.of(Tissue.THALAMUS));
                    if (otherSide && !bothThalamus) {
                        wrong += n;
                    }
                }
            }
            return wrong / all;
        }
    }

    private static boolean isCerebellum(HeadLabel label) {
        return label.tissue()
                .filter(t -> t == Tissue.CEREBELLAR_WHITE_MATTER || t == Tissue.CEREBELLAR_CORTEX)
                .isPresent();
    }

    private static boolean isMidbrain(HeadLabel label) {
        return label.tissue()
                .filter(t -> t == Tissue.VENTRAL_DIENCEPHALON || t == Tissue.BRAINSTEM)
                .isPresent();
    }

    /** A drawn voxel takes the label that fills most of its two halves; where they differ, the lower half's. */
    private static double returnDice(LabelMap drawn, LabelMap fine) {
        Geometry g = drawn.geometry();
        Geometry f = fine.geometry();
        Affine toFine = f.affine().inverse().compose(g.affine());
        int labels = LABELS;
        int[] both = new int[labels];
        int[] inDrawn = new int[labels];
        int[] inBack = new int[labels];
        BoundingBox box = BoundingBox.whole(g);
        for (int z = 0; z <= box.maxZ(); z++) {
            int lower = (int) Math.round(toFine.applyZ(0, 0, z) - 0.5);
            for (int y = 0; y <= box.maxY(); y++) {
                int fy = (int) Math.round(toFine.applyY(0, y, z));
                for (int x = 0; x <= box.maxX(); x++) {
                    int fx = (int) Math.round(toFine.applyX(x, y, z));
                    int here = drawn.get(x, y, z);
                    int a = f.contains(fx, fy, lower) ? fine.get(fx, fy, lower) : 0;
                    int b = f.contains(fx, fy, lower + 1) ? fine.get(fx, fy, lower + 1) : 0;
                    inDrawn[here] += 2;
                    inBack[a]++;
                    inBack[b]++;
                    both[here] += (a == here ? 1 : 0) + (b == here ? 1 : 0);
                }
            }
        }
        double smallest = 1;
        for (int label = 1; label < labels; label++) {
            if (inDrawn[label] > 0) {
                smallest = Math.min(smallest, 2.0 * both[label] / (inDrawn[label] + inBack[label]));
            }
        }
        return smallest;
    }

    private double volumeError(boolean stn) {
        Map<Integer, Integer> drawn = mask.drawn().counts();
        Map<Integer, Integer> fine = mask.nuclei().counts();
        double ratio = mask.nuclei().geometry().voxelVolumeMm3()
                / mask.drawn().geometry().voxelVolumeMm3();
        double largest = 0;
        for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
            if ((nucleus.structure() == Structure.STN) == stn) {
                double volume = fine.getOrDefault(nucleus.qsmLabel(), 0) * ratio;
                largest = Math.max(largest, Math.abs(volume / drawn.get(nucleus.qsmLabel()) - 1));
            }
        }
        return largest;
    }

    static double[] singularValues(Affine affine) {
        double[][] m = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int col = 0; col < 3; col++) {
                m[row][col] = affine.get(row, col);
            }
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(m)).getSingularValues();
    }

    /** The deformation near the nuclei does not matter here. */
    private double brainOutsideScan(HeadMap map) {
        Geometry g = head.tissue().geometry();
        Geometry scan = mask.drawn().geometry();
        Affine toScan = scan.affine().inverse().compose(map.affine().inverse()).compose(g.affine());
        int[] count = new int[2];
        head.tissue().forEachLabeled((index, label) -> {
            if (Tissue.ofLabel(label).orElseThrow().isIntracranial()) {
                int x = index % g.nx();
                int y = index / g.nx() % g.ny();
                int z = index / g.nx() / g.ny();
                double sx = toScan.applyX(x, y, z);
                double sy = toScan.applyY(x, y, z);
                double sz = toScan.applyZ(x, y, z);
                count[0]++;
                if (sx < -0.5
                        || sy < -0.5
                        || sz < -0.5
                        || sx > scan.nx() - 0.5
                        || sy > scan.ny() - 0.5
                        || sz > scan.nz() - 0.5) {
                    count[1]++;
                }
            }
        });
        return count[1] / (double) count[0];
    }

    private double scanOutsideHead(HeadMap map) {
        Geometry scan = mask.drawn().geometry();
        Geometry whole = head.whole();
        Affine toHead = whole.affine().inverse().compose(map.affine()).compose(scan.affine());
        int missing = 0;
        int all = 0;
        for (int z = 0; z < scan.nz(); z++) {
            for (int y = 0; y < scan.ny(); y += 4) {
                for (int x = 0; x < scan.nx(); x += 4) {
                    double hx = toHead.applyX(x, y, z);
                    double hy = toHead.applyY(x, y, z);
                    double hz = toHead.applyZ(x, y, z);
                    all++;
                    if (hx < 0
                            || hy < 0
                            || hz < 0
                            || hx > whole.nx() - 1
                            || hy > whole.ny() - 1
                            || hz > whole.nz() - 1) {
                        missing++;
                    }
                }
            }
        }
        return missing / (double) all;
    }
}
