package org.substantia.diagnosis.biomarkers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.distance.DistanceTransform;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.intensity.FiniteVoxels;
import org.substantia.imaging.orientation.Orientation;

/**
 * The NM signal of the crus cerebri, the foot of the peduncle, found from where the nigrae are. The crus is the white
 * matter that covers the nigra's ventrolateral face, so it is looked for in front of that face: within the nigra's
 * length and height, at least {@value #GAP_MM} mm off every nucleus (partial volume) and at most {@value #REACH_MM} mm
 * off the nigra. Beyond it, or instead of it where it is thin, lies the dark fluid of the cistern, with bright
 * arteries: voxels unlike the midbrain's tegmentum behind the nigrae are left out, and those within {@value #MARGIN_MM}
 * mm of such in their slice, which share their signal. Both sides are pooled: uneven coil sensitivity between them is
 * smaller than the noise of either.
 *
 * @param mean signal, in the image's unit
 * @param deviation between its voxels
 */
record CrusCerebri(double mean, double deviation) {
    static final double GAP_MM = 1;
    static final double REACH_MM = 4.5;
    private static final double BEFORE_CENTER_MM = 2.5;
    private static final double ALONG_MM = 10;
    private static final double HEIGHT_MM = 8;
    /** Between fluid, at about .75 to .8 of the tegmentum, and crus, at .95. */
    private static final double DARKEST = 0.85;

    private static final double BRIGHTEST = 1.15;
    private static final double MARGIN_MM = 2.7;
    private static final double NOISE_MM = 0.45;
    private static final int MIN_VOXELS = 20;

    /**
     * @param nm the NM image around the nigrae
     * @return empty when no nigra is labeled or nothing like a crus is found
     */
    static Optional<CrusCerebri> find(MidbrainRegion nm) {
        List<NigraAxes> axes = new ArrayList<>();
        List<int[]> nigrae = new ArrayList<>();
        for (Nucleus nucleus : List.of(Nucleus.SN_R, Nucleus.SN_L)) {
            int[] region = nm.voxels(nucleus).length > 0 ? nm.voxels(nucleus) : nm.traced(nucleus);
            if (region.length > 0) {
                axes.add(NigraAxes.of(nm, region, nucleus.side()));
                nigrae.add(region);
            }
        }
        if (nigrae.isEmpty()) {
            return Optional.empty();
        }
        float[] toNuclei =
                DistanceTransform.toForeground(nm.labeled(), Workers.caller()).data();
        float[] toNigra = DistanceTransform.toForeground(nm.mask(nigrae.toArray(int[][]::new)), Workers.caller())
                .data();
        Volume smooth = GaussianFilter.inMillimeters(FiniteVoxels.orZero(nm.image()), NOISE_MM, Workers.caller());
        double tegmentum = tegmentum(nm, axes, toNuclei);
        boolean[] like = likeTegmentum(smooth.data(), toNuclei, tegmentum);
        int[] all = IntStream.range(0, toNigra.length)
                .filter(voxel -> toNigra[voxel] <= REACH_MM
                        && toNuclei[voxel] >= GAP_MM
                        && like[voxel]
                        && Float.isFinite(nm.image().data()[voxel])
                        && isInFront(nm.place(voxel), axes))
                .toArray();
        int[] inSlice = axesOfSlices(nm.grid());
        int[] inside = Arrays.stream(all)
                .filter(voxel -> isInside(nm.grid(), inSlice, like, voxel))
                .toArray();
        // A thin crus has no inside; then its border has to do.
        int[] crus = inside.length < MIN_VOXELS ? all : inside;
        return crus.length < MIN_VOXELS ? Optional.empty() : of(nm.values(crus));
    }

    private static Optional<CrusCerebri> of(double[] signals) {
        double mean = Arrays.stream(signals).average().orElseThrow();
        double variance = Arrays.stream(signals)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        return mean > 0 ? Optional.of(new CrusCerebri(mean, Math.sqrt(variance))) : Optional.empty();
    }

    /** Whether all voxels nearby in the axial slice are like midbrain, in whichever order the axes are stored. */
    private static boolean isInside(Geometry grid, int[] inSlice, boolean[] like, int voxel) {
        int[] at = {grid.x(voxel), grid.y(voxel), grid.z(voxel)};
        int[] stride = {1, grid.nx(), grid.nx() * grid.ny()};
        int u = inSlice[0];
        int v = inSlice[1];
        int reachU = (int) (MARGIN_MM / grid.spacing(u));
        int reachV = (int) (MARGIN_MM / grid.spacing(v));
        for (int dv = Math.max(-reachV, -at[v]); dv <= Math.min(reachV, grid.size(v) - 1 - at[v]); dv++) {
            for (int du = Math.max(-reachU, -at[u]); du <= Math.min(reachU, grid.size(u) - 1 - at[u]); du++) {
                double x = du * grid.spacing(u);
                double y = dv * grid.spacing(v);
                if (x * x + y * y <= MARGIN_MM * MARGIN_MM && !like[voxel + du * stride[u] + dv * stride[v]]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The two axes that run least along the body. */
    private static int[] axesOfSlices(Geometry grid) {
        int upwards = Orientation.of(grid).axisAlong(2);
        return IntStream.range(0, 3).filter(axis -> axis != upwards).toArray();
    }

    private static boolean isInFront(double[] place, List<NigraAxes> axes) {
        for (NigraAxes nigra : axes) {
            double[] p = nigra.millimeters(place);
            if (p[1] <= -BEFORE_CENTER_MM && Math.abs(p[0]) <= ALONG_MM && Math.abs(p[2]) <= HEIGHT_MM) {
                return true;
            }
        }
        return false;
    }

    /** Neither fluid nor artery; nuclei count as tissue. */
    private static boolean[] likeTegmentum(float[] signal, float[] toNuclei, double tegmentum) {
        boolean[] like = new boolean[signal.length];
        for (int voxel = 0; voxel < like.length; voxel++) {
            like[voxel] = toNuclei[voxel] == 0
                    || (signal[voxel] > DARKEST * tegmentum && signal[voxel] < BRIGHTEST * tegmentum);
        }
        return like;
    }

    /** Median of the midbrain between and behind the nigrae; NaN where there is none. */
    private static double tegmentum(MidbrainRegion nm, List<NigraAxes> axes, float[] toNuclei) {
        double[] center = new double[3];
        for (NigraAxes nigra : axes) {
            for (int axis = 0; axis < 3; axis++) {
                center[axis] += nigra.center()[axis] / axes.size();
            }
        }
        double[] values = new double[toNuclei.length];
        int count = 0;
        for (int voxel = 0; voxel < toNuclei.length; voxel++) {
            double[] p = nm.place(voxel);
            double behind = center[1] - p[1];
            if (toNuclei[voxel] > 1.3
                    && Math.abs(p[0] - center[0]) < 10
                    && behind > 5
                    && behind < 11
                    && Math.abs(p[2] - center[2]) < 4
                    && Float.isFinite(nm.image().data()[voxel])) {
                values[count++] = nm.image().data()[voxel];
            }
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[count / 2];
    }
}
