package org.substantia.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.boundary.BoundaryOutcome;
import org.substantia.imaging.boundary.BoundaryResult;
import org.substantia.imaging.boundary.BoundarySearch;
import org.substantia.imaging.boundary.Contrast;
import org.substantia.imaging.nifti.Nifti;

/**
 * How close careless drawings come to the truth by the boundary search, on a synthetic cohort: mean Dice before and
 * after, of raters with each other, and of the truth itself as the drawing. Arguments: the cohort's folder, the number
 * of raters, their seed.
 */
public final class BoundaryAccuracy {
    private static final int MARGIN = 16;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private BoundaryAccuracy() {}

    /** One structure's sums over cases, sides and raters. */
    private static final class Tally {
        private final List<Double> drawn = new ArrayList<>();
        private final List<Double> snapped = new ArrayList<>();
        private final List<Double> drawnPairs = new ArrayList<>();
        private final List<Double> snappedPairs = new ArrayList<>();
        private final List<Double> truth = new ArrayList<>();
        private double worst;
        private int slices;
        private int kept;
        private long nanos;

        void print(String name) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %d of %d | %.2f |%n",
                    name,
                    mean(drawn),
                    mean(snapped),
                    mean(drawnPairs),
                    mean(snappedPairs),
                    mean(truth),
                    worst,
                    kept,
                    slices,
                    nanos / 1e6 / slices);
        }

        private static double mean(List<Double> values) {
            return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        }
    }

    public static void main(String[] args) throws IOException {
        Cohort cohort = Cohort.open(Path.of(args[0]));
        int raters = Integer.parseInt(args[1]);
        long seed = Long.parseLong(args[2]);
        System.out.println("| structure | drawn | found | raters, drawn | raters, found | truth as drawing "
                + "| greatest loss | slices kept as drawn | CPU ms a slice |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        // Once for the compiler.
        tally(cohort, LabelScheme.NM, Structure.SN, 1, seed);
        for (Structure structure : List.of(Structure.RN, Structure.SN, Structure.STN)) {
            print(cohort, LabelScheme.QSM, structure, structure.symbol(), raters, seed);
        }
        print(cohort, LabelScheme.NM, Structure.SN, "NM nigra", raters, seed);
    }

    private static void print(
            Cohort cohort, LabelScheme scheme, Structure structure, String name, int raters, long seed)
            throws IOException {
        tally(cohort, scheme, structure, raters, seed).print(name);
    }

    private static Tally tally(Cohort cohort, LabelScheme scheme, Structure structure, int raters, long seed)
            throws IOException {
        Tally tally = new Tally();
        for (CaseFolder folder : cohort.cases()) {
            Volume image =
                    Nifti.readVolume(source(folder.image(scheme.modality()))).volume();
            LabelMap whole = Nifti.readLabels(source(folder.mask(scheme))).labels();
            BoundingBox box = whole.boundingBox().orElseThrow().grow(MARGIN, whole.geometry());
            LabelMap truth = whole.crop(box);
            Volume part = image.crop(box);
            List<LabelMap> drawings = new ArrayList<>();
            for (int rater = 0; rater < raters; rater++) {
                // The same rater draws the same, whatever structure is looked at.
                drawings.add(RaterModel.CARELESS.draw(
                        truth, new RandomStream(seed + rater + folder.id().hashCode())));
            }
            for (Side side : Side.values()) {
                int label = scheme.labelOf(Nucleus.of(structure, side)).orElseThrow();
                measure(tally, part, truth, drawings, label);
            }
        }
        return tally;
    }

    private static ByteSource source(Optional<ByteSource> file) {
        return file.orElseThrow(() -> new IllegalArgumentException("the cohort needs every image and mask"));
    }

    private static void measure(Tally tally, Volume image, LabelMap truth, List<LabelMap> drawings, int label) {
        Mask wanted = Mask.of(truth, label);
        List<Mask> drawn = new ArrayList<>();
        List<Mask> snapped = new ArrayList<>();
        for (LabelMap drawing : drawings) {
            Mask before = Mask.of(drawing, label);
            Mask after = search(tally, image, drawing, label);
            for (int i = 0; i < drawn.size(); i++) {
                tally.drawnPairs.add(dice(before, drawn.get(i)));
                tally.snappedPairs.add(dice(after, snapped.get(i)));
            }
            drawn.add(before);
            snapped.add(after);
            tally.drawn.add(dice(before, wanted));
            tally.snapped.add(dice(after, wanted));
            tally.worst = Math.min(tally.worst, dice(after, wanted) - dice(before, wanted));
        }
        Tally apart = new Tally();
        tally.truth.add(dice(search(apart, image, truth, label), wanted));
    }

    private static Mask search(Tally tally, Volume image, LabelMap drawing, int label) {
        Geometry grid = image.geometry();
        byte[] out = new byte[grid.voxelCount()];
        for (int z = 0; z < grid.nz(); z++) {
            Mask slice = Slices.mask(drawing, label, z);
            if (slice.count() == 0) {
                continue;
            }
            Volume plane = Slices.image(image, z);
            Mask others = Slices.others(drawing, label, z);
            long start = THREADS.getCurrentThreadCpuTime();
            BoundaryResult result = new BoundarySearch(plane, others, Contrast.BRIGHT).fromRegion(slice);
            tally.nanos += THREADS.getCurrentThreadCpuTime() - start;
            tally.slices++;
            boolean found = result.outcome() == BoundaryOutcome.FOUND;
            tally.kept += found ? 0 : 1;
            byte[] chosen = (found ? result.region() : slice).voxels();
            System.arraycopy(chosen, 0, out, z * chosen.length, chosen.length);
        }
        return new Mask(grid, out);
    }

    private static double dice(Mask a, Mask b) {
        int both = 0;
        for (int i = 0; i < a.voxels().length; i++) {
            both += a.contains(i) && b.contains(i) ? 1 : 0;
        }
        return 2.0 * both / (a.count() + b.count());
    }
}
