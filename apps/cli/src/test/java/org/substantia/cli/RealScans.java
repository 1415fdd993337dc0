package org.substantia.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.distance.DistanceTransform;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.scoring.segmentation.OverlapMetrics;

/**
 * Segments the real scans that lie beside the repository, {@code shared/data/real}, and measures what
 * docs/results/real-scans.md tells of them.
 *
 * @param data the folder {@code real}
 * @param cases made by {@link #prepare}: a case folder a scan
 * @param predictions what {@code predict} wrote for them
 */
record RealScans(Path data, Path cases, Path predictions) {
    static final List<String> MANUAL = List.of("1000", "1001", "1002", "1003", "1004");
    static final String HEAD = "head";
    static final String NM = "nm";
    static final String QSM = "qsm";
    /** What the T1 manual labels call the nuclei. */
    static final Map<Nucleus, Integer> MANUAL_LABELS = new EnumMap<>(Map.of(
            Nucleus.CN_R, 36,
            Nucleus.CN_L, 37,
            Nucleus.GP_R, 55,
            Nucleus.GP_L, 56,
            Nucleus.PUT_R, 57,
            Nucleus.PUT_L, 58,
            Nucleus.TH_R, 59,
            Nucleus.TH_L, 60));

    private static final int ATLAS_CRUS = 1;
    private static final int ATLAS_NIGRA = 2;
    /** Tissue as near as this to a nucleus is mixed with it; as far as the other, it has nothing to do with it. */
    private static final double NEAR_MM = 2;

    private static final double FAR_MM = 5;

    /**
     * Places on the unstripped head marked by eye on slices without contours, RAS mm of its header: what they lie in, 0
     * for none of the nuclei.
     */
    static final List<Mark> MARKS = List.of(
            new Mark("head of the right caudate", 13, 13, 9, 1),
            new Mark("head of the left caudate", -13, 13, 9, 2),
            new Mark("right putamen", 25, 5, 3, 3),
            new Mark("left putamen", -25, 5, 3, 4),
            new Mark("right pallidum", 19, -2, -2, 5),
            new Mark("left pallidum", -19, -2, -2, 6),
            new Mark("right thalamus", 10, -16, 3, 7),
            new Mark("left thalamus", -10, -16, 3, 8),
            new Mark("right frontal horn", 5, 10, 9, 0),
            new Mark("left frontal horn", -5, 10, 9, 0),
            new Mark("third ventricle", 0, -12, -2, 0),
            new Mark("right insula", 34, 5, 3, 0),
            new Mark("left insula", -34, 5, 3, 0),
            new Mark("right frontal white matter", 20, 32, 3, 0),
            new Mark("left frontal white matter", -20, 32, 3, 0),
            new Mark("quadrigeminal cistern", 0, -27, 3, 0));

    /** @param expected QSM label, 0 for none */
    record Mark(String what, double x, double y, double z, int expected) {}

    /**
     * One nucleus of one scan with manual labels.
     *
     * @param otherSide share of the predicted voxels that the rater gave to the same structure of the other side
     */
    record Overlap(
            String scan, Nucleus nucleus, double dice, double volumeRatio, double centroidErrorMm, double otherSide) {}

    /** The predicted nigra of a side on the NM image beside the atlas'. */
    record Nigra(
            Side side, double centroidErrorMm, double volumeMm3, double atlasMm3, double signal, double crusSignal) {}

    /**
     * One label and the image under it.
     *
     * @param mean of the image inside
     * @param around its mean 2 to 5 mm outside, nuclei left out
     */
    record Inside(Nucleus nucleus, double volumeMm3, double mean, double around) {}

    /**
     * {@code RealScans DATA OUT [options of predict]}: predicts, prints the tables in Markdown, leaves pictures in OUT.
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
        Path out = Path.of(args[1]);
        RealScans scans = prepare(Path.of(args[0]), out);
        List<String> options = List.of(args).subList(2, args.length);
        CommandRun run = scans.predict(options);
        System.err.print(run.err());
        System.err.print(run.out());
        if (run.status() != ExitCode.OK) {
            System.exit(run.status());
        }
        System.out.print(scans.manualTable());
        System.out.print(scans.headTable());
        System.out.print(scans.nigraTable());
        System.out.print(scans.susceptibilityTable());
        new RealScanPictures(scans).write(out);
    }

    /** Whether the scans are there. */
    static boolean available(Path data) {
        return Files.isDirectory(data.resolve("t1-manual-labels"));
    }

    /** Lays the scans out as cases below {@code out}. */
    static RealScans prepare(Path data, Path out) throws IOException {
        RealScans scans = new RealScans(data, out.resolve("cases"), out.resolve("predictions"));
        for (String scan : MANUAL) {
            copy(data.resolve("t1-manual-labels/" + scan + "_SS.nii.gz"), scans.image(scan, "T1"));
        }
        copy(data.resolve("t1-head/chris_t1.nii.gz"), scans.image(HEAD, "T1"));
        copy(data.resolve("nm-scan/sub-001_NM.nii.gz"), scans.image(NM, "NM"));
        Path qsm = scans.image(QSM, "QSM");
        Files.createDirectories(qsm.getParent());
        Nifti.write(
                qsm,
                axesPutRight(Nifti.readVolume(data.resolve("qsm-scan/chi_cosmos.nii.gz"))
                        .volume()));
        return scans;
    }

    CommandRun predict(List<String> options) {
        List<Object> line = new ArrayList<>(List.of("predict", cases, predictions));
        line.addAll(options);
        return CommandRun.of(line.toArray());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The header says that the first axis runs to the right and the second to the front; they run to the left and to
     * the back.
     */
    private static Volume axesPutRight(Volume volume) {
        Geometry g = volume.geometry();
        double[] shift = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            shift[axis] = g.spacing(axis) * (g.size(axis) - 1) / 2.0;
        }
        Affine affine = Affine.scaling(-g.spacing(0), -g.spacing(1), g.spacing(2), shift[0], shift[1], -shift[2]);
        return new Volume(new Geometry(g.nx(), g.ny(), g.nz(), affine), volume.data());
    }

    Path image(String scan, String modality) {
        return cases.resolve(scan).resolve(modality + ".nii.gz");
    }

    Volume volume(String scan, String modality) throws IOException {
        return Nifti.readVolume(image(scan, modality)).volume();
    }

    LabelMap predicted(String scan, String map) throws IOException {
        return Nifti.readLabels(predictions.resolve(scan).resolve(map + "_pred.nii.gz"))
                .labels();
    }

    /** The rater's labels of a T1 scan, numbered as in QSM masks. */
    LabelMap manual(String scan) throws IOException {
        LabelMap theirs = Nifti.readLabels(data.resolve("t1-manual-labels/" + scan + "_glm.nii.gz"))
                .labels();
        byte[] ours = new byte[theirs.geometry().voxelCount()];
        MANUAL_LABELS.forEach((nucleus, label) -> theirs.forEachLabeled((index, l) -> {
            if (l == label) {
                ours[index] = (byte) nucleus.qsmLabel();
            }
        }));
        return LabelMap.ofBytes(theirs.geometry(), ours);
    }

    /**
     * The atlas' nigra on the NM image, numbered as in NM masks: the right is what lies right of the middle of all its
     * labels.
     */
    LabelMap atlasNigra() throws IOException {
        return bySide(atlas(), ATLAS_NIGRA);
    }

    private LabelMap atlas() throws IOException {
        Volume atlas = Nifti.readVolume(data.resolve("nm-scan/sub-001_midbrain_atlas_space-NM.nii.gz"))
                .volume();
        byte[] labels = new byte[atlas.data().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) Math.round(atlas.data()[i]);
        }
        return LabelMap.ofBytes(atlas.geometry(), labels);
    }

    private static LabelMap bySide(LabelMap labels, int label) {
        double middle = centroid(labels, l -> true).orElseThrow()[0];
        Geometry g = labels.geometry();
        byte[] out = new byte[g.voxelCount()];
        labels.forEachLabeled((index, l) -> {
            if (l == label) {
                out[index] = (byte) (world(g, index)[0] > middle ? 1 : 2);
            }
        });
        return LabelMap.ofBytes(g, out);
    }

    /** Dice and more of every nucleus that the rater drew, scan by scan. */
    List<Overlap> overlaps() throws IOException {
        List<Overlap> overlaps = new ArrayList<>();
        for (String scan : MANUAL) {
            LabelMap truth = manual(scan);
            LabelMap prediction = predicted(scan, "T1");
            for (Nucleus nucleus : MANUAL_LABELS.keySet()) {
                int label = nucleus.qsmLabel();
                OverlapMetrics same = overlap(truth, prediction, label, label);
                OverlapMetrics other =
                        overlap(truth, prediction, nucleus.mirrored().qsmLabel(), label);
                double error = centroid(prediction, l -> l == label)
                        .map(at -> distance(at, centroid(truth, l -> l == label).orElseThrow()))
                        .orElse(Double.POSITIVE_INFINITY);
                overlaps.add(new Overlap(
                        scan,
                        nucleus,
                        same.dice(),
                        (double) same.predictionVoxels() / same.truthVoxels(),
                        error,
                        (double) other.sharedVoxels() / Math.max(1, other.predictionVoxels())));
            }
        }
        return overlaps;
    }

    private static OverlapMetrics overlap(LabelMap truth, LabelMap prediction, int truthLabel, int label) {
        int[] count = new int[3];
        truth.forEachLabeled((index, l) -> count[0] += l == truthLabel ? 1 : 0);
        prediction.forEachLabeled((index, l) -> {
            if (l == label) {
                count[1]++;
                count[2] += truth.get(index) == truthLabel ? 1 : 0;
            }
        });
        return new OverlapMetrics(count[0], count[1], count[2]);
    }

    /** The label predicted at every mark. */
    Map<Mark, Integer> atMarks() throws IOException {
        LabelMap labels = predicted(HEAD, "T1");
        Affine inverse = labels.geometry().affine().inverse();
        Map<Mark, Integer> found = new LinkedHashMap<>();
        for (Mark mark : MARKS) {
            double[] at = inverse.apply(mark.x(), mark.y(), mark.z());
            found.put(
                    mark,
                    labels.get(
                            Math.toIntExact(Math.round(at[0])),
                            Math.toIntExact(Math.round(at[1])),
                            Math.toIntExact(Math.round(at[2]))));
        }
        return found;
    }

    /** The nigra of each side on the NM image; a side that was not found is not there. */
    List<Nigra> nigrae() throws IOException {
        Volume image = volume(NM, "NM");
        LabelMap prediction = predicted(NM, "NM");
        LabelMap atlas = atlasNigra();
        LabelMap crus = bySide(atlas(), ATLAS_CRUS);
        List<Nigra> nigrae = new ArrayList<>();
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            int label = Nucleus.of(Structure.SN, side).nmLabel().orElseThrow();
            Optional<double[]> at = centroid(prediction, l -> l == label);
            if (at.isPresent()) {
                nigrae.add(new Nigra(
                        side,
                        distance(at.get(), centroid(atlas, l -> l == label).orElseThrow()),
                        volumeMm3(prediction, label),
                        volumeMm3(atlas, label),
                        mean(image, prediction, label),
                        mean(image, crus, label)));
            }
        }
        return nigrae;
    }

    /** Susceptibility, ppb, under every label on the QSM, and T1 signal under those on the head. */
    List<Inside> inside(String scan, String modality) throws IOException {
        Volume image = volume(scan, modality);
        double unit = scan.equals(QSM) ? 1000 : 1;
        LabelMap labels = predicted(scan, modality);
        List<Inside> out = new ArrayList<>();
        for (Nucleus nucleus : Nucleus.values()) {
            int label = nucleus.qsmLabel();
            Mask mask = Mask.of(labels, label);
            if (mask.count() > 0) {
                out.add(new Inside(
                        nucleus,
                        volumeMm3(labels, label),
                        unit * mean(image, labels, label),
                        unit * around(image, labels, mask)));
            }
        }
        return out;
    }

    private static double around(Volume image, LabelMap labels, Mask mask) {
        float[] distances =
                DistanceTransform.toForeground(mask, Workers.caller()).data();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < distances.length; i++) {
            // Exactly 0 is outside the brain mask.
            if (distances[i] >= NEAR_MM && distances[i] <= FAR_MM && labels.get(i) == 0 && image.data()[i] != 0) {
                sum += image.data()[i];
                count++;
            }
        }
        return sum / count;
    }

    private static double mean(Volume image, LabelMap labels, int label) {
        double[] sum = new double[2];
        labels.forEachLabeled((index, l) -> {
            if (l == label) {
                sum[0] += image.data()[index];
                sum[1]++;
            }
        });
        return sum[0] / sum[1];
    }

    private static double volumeMm3(LabelMap labels, int label) {
        return Mask.of(labels, label).count() * labels.geometry().voxelVolumeMm3();
    }

    /** RAS mm; empty if no voxel has such a label. */
    static Optional<double[]> centroid(LabelMap labels, IntPredicate wanted) {
        double[] sum = new double[4];
        Geometry g = labels.geometry();
        labels.forEachLabeled((index, label) -> {
            if (wanted.test(label)) {
                double[] at = world(g, index);
                for (int axis = 0; axis < 3; axis++) {
                    sum[axis] += at[axis];
                }
                sum[3]++;
            }
        });
        return sum[3] == 0
                ? Optional.empty()
                : Optional.of(new double[] {sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]});
    }

    private static double[] world(Geometry g, int index) {
        int row = index / g.nx();
        int slice = row / g.ny();
        return g.affine().apply(index % g.nx(), row % g.ny(), slice);
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    /** Mean Dice over both sides and all scans. */
    static double meanDice(List<Overlap> overlaps, Structure structure) {
        return overlaps.stream()
                .filter(o -> o.nucleus().structure() == structure)
                .mapToDouble(Overlap::dice)
                .average()
                .orElseThrow();
    }

    private String manualTable() throws IOException {
        List<Overlap> overlaps = overlaps();
        StringBuilder table = new StringBuilder("\nT1 with manual labels, T1 alone\n\n");
        table.append("| structure | mean Dice | by scan, right/left | volume by the rater's"
                + " | centroid error, mm: mean, worst |"
                + " on the other side |\n|---|---|---|---|---|---|\n");
        for (Structure structure : List.of(Structure.CN, Structure.PUT, Structure.GP, Structure.TH)) {
            List<Overlap> rows = overlaps.stream()
                    .filter(o -> o.nucleus().structure() == structure)
                    .toList();
            StringBuilder scans = new StringBuilder();
            for (Overlap row : rows) {
                scans.append(row.nucleus().side() == Side.RIGHT ? scans.isEmpty() ? "" : " " : "/")
                        .append(format("%.2f", row.dice()));
            }
            table.append(format(
                    "| %s | %.3f | %s | %.2f | %.1f, %.1f | %.1f %% |%n",
                    structure.symbol(),
                    meanDice(overlaps, structure),
                    scans,
                    rows.stream().mapToDouble(Overlap::volumeRatio).average().orElseThrow(),
                    rows.stream()
                            .mapToDouble(Overlap::centroidErrorMm)
                            .average()
                            .orElseThrow(),
                    rows.stream().mapToDouble(Overlap::centroidErrorMm).max().orElseThrow(),
                    100 * rows.stream().mapToDouble(Overlap::otherSide).max().orElseThrow()));
        }
        return table.toString();
    }

    private String headTable() throws IOException {
        StringBuilder table =
                new StringBuilder("\nUnstripped T1 head\n\n| nucleus | mm3 | T1 inside | 2-5 mm around |\n");
        table.append("|---|---|---|---|\n");
        for (Inside row : inside(HEAD, "T1")) {
            table.append(format(
                    "| %s | %.0f | %.0f | %.0f |%n",
                    row.nucleus().symbol(), row.volumeMm3(), row.mean(), row.around()));
        }
        Map<Mark, Integer> found = atMarks();
        long right = found.entrySet().stream()
                .filter(e -> e.getKey().expected() == e.getValue())
                .count();
        table.append(format("%n%d of %d marks lie in what they should lie in%n", right, found.size()));
        found.forEach((mark, label) ->
                table.append(mark.expected() == label ? "" : format("- %s: label %d%n", mark.what(), label)));
        return table.toString();
    }

    private String nigraTable() throws IOException {
        StringBuilder table =
                new StringBuilder("\nNM scan alone\n\n| side | centroid from the atlas', mm | mm3 | atlas, mm3 | signal"
                        + " | crus | contrast |\n");
        table.append("|---|---|---|---|---|---|---|\n");
        for (Nigra row : nigrae()) {
            table.append(format(
                    "| %s | %.1f | %.0f | %.0f | %.0f | %.0f | %.3f |%n",
                    Format.lowerCase(row.side()),
                    row.centroidErrorMm(),
                    row.volumeMm3(),
                    row.atlasMm3(),
                    row.signal(),
                    row.crusSignal(),
                    row.signal() / row.crusSignal() - 1));
        }
        return table.toString();
    }

    private String susceptibilityTable() throws IOException {
        StringBuilder table =
                new StringBuilder("\nQSM alone\n\n| nucleus | mm3 | ppb inside | 2-5 mm around |\n|---|---|---|---|\n");
        for (Inside row : inside(QSM, "QSM")) {
            table.append(format(
                    "| %s | %.0f | %.0f | %.0f |%n",
                    row.nucleus().symbol(), row.volumeMm3(), row.mean(), row.around()));
        }
        return table.toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
