package org.substantia.foundation.roi;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Sampler;

/**
 * Cuts a region out of an image: a box of the region's size about the middle of its nuclei, along the image's own axes,
 * sampled every {@value #STEP_MM} mm in the slice and every {@value #SLICE_MM} mm across. The middle slice is one of
 * the image's, so that slices {@value #SLICE_MM} mm apart are taken as they are. What lies beyond the image is black.
 * Immutable and thread-safe.
 */
public final class RoiCropper {
    private static final double STEP_MM = 0.7;
    private static final double SLICE_MM = 2;
    /** A nucleus of the mask that is none of the region's, though the region's box shows it. */
    private static final byte OTHER = -1;

    /** What to do with the nuclei themselves. */
    public enum Nuclei {
        SHOWN,
        /**
         * Filled with the median of the rest of the crop, all of the mask's: boxes show more nuclei than their own. A
         * control: what is still classified then is not told by the nuclei's signal, but by their surroundings or by
         * the acquisition.
         */
        MASKED_OUT
    }

    private final Nuclei nuclei;

    public RoiCropper(Nuclei nuclei) {
        this.nuclei = nuclei;
    }

    /**
     * @param image on any grid
     * @param labels on any grid, in one world with the image
     * @param scheme what the labels mean
     * @param scale of the image
     * @return empty if none of the region's nuclei is labeled or their middle lies outside the image
     */
    public Optional<SliceStack> crop(Roi roi, Volume image, LabelMap labels, LabelScheme scheme, GrayScale scale) {
        Side[] wanted = wanted(roi.structures(), scheme);
        Optional<double[]> middle = middle(labels, wanted);
        if (middle.isEmpty()) {
            return Optional.empty();
        }
        Volume ras = Reorient.toRas(image);
        Geometry grid = ras.geometry();
        double[] m = middle.get();
        double[] voxel = grid.affine().inverse().apply(m[0], m[1], m[2]);
        voxel[2] = Math.rint(voxel[2]);
        for (int axis = 0; axis < 3; axis++) {
            if (voxel[axis] < 0 || voxel[axis] > grid.size(axis) - 1.0) {
                return Optional.empty();
            }
        }
        int columns = count(roi.widthMm(), STEP_MM);
        int rows = count(roi.depthMm(), STEP_MM);
        int slices = count(roi.heightMm(), SLICE_MM);
        Places places = new Places(grid, voxel, columns, rows, slices);
        float[] values = new float[columns * rows * slices];
        Sampler sampler = Sampler.of(ras, Interpolation.LINEAR, Float.NaN, Workers.caller());
        places.forEach((pixel, x, y, z) -> values[pixel] = sampler.at(x, y, z));
        byte[] classes = nuclei(roi, places, grid, labels, scheme, values.length);
        if (nuclei == Nuclei.MASKED_OUT) {
            maskOut(values, classes);
        }
        forgetOthers(classes);
        byte[] shades = new byte[values.length];
        for (int i = 0; i < shades.length; i++) {
            shades[i] = scale.shade(values[i]);
        }
        return Optional.of(new SliceStack(roi.spelling(), slices, rows, columns, shades, classes));
    }

    private static int count(double mm, double step) {
        return (int) Math.round(mm / step);
    }

    /** The side of each of the region's labels; null for other labels. */
    private static Side[] wanted(Set<Structure> structures, LabelScheme scheme) {
        Side[] wanted = new Side[Nucleus.values().length + 1];
        for (Nucleus nucleus : Nucleus.values()) {
            if (structures.contains(nucleus.structure())) {
                scheme.labelOf(nucleus).ifPresent(label -> wanted[label] = nucleus.side());
            }
        }
        return wanted;
    }

    private static boolean isWanted(Side[] wanted, int label) {
        return label > 0 && label < wanted.length && wanted[label] != null;
    }

    /** The middle of the sides' middles, so that a side of which less was found does not pull it over. */
    private static Optional<double[]> middle(LabelMap labels, Side[] wanted) {
        Map<Side, double[]> sides = new EnumMap<>(Side.class);
        Geometry grid = labels.geometry();
        labels.forEachLabeled((index, label) -> {
            if (isWanted(wanted, label)) {
                double[] sums = sides.computeIfAbsent(wanted[label], side -> new double[4]);
                sums[0] += grid.x(index);
                sums[1] += grid.y(index);
                sums[2] += grid.z(index);
                sums[3]++;
            }
        });
        if (sides.isEmpty()) {
            return Optional.empty();
        }
        double[] middle = new double[3];
        for (double[] sums : sides.values()) {
            for (int k = 0; k < 3; k++) {
                middle[k] += sums[k] / sums[3] / sides.size();
            }
        }
        return Optional.of(grid.affine().apply(middle[0], middle[1], middle[2]));
    }

    /** Which of the region's structures each pixel belongs to, from 1 in their order; 0 for no nucleus. */
    private static byte[] nuclei(
            Roi roi, Places places, Geometry grid, LabelMap labels, LabelScheme scheme, int pixels) {
        byte[] numbers = new byte[Nucleus.values().length + 1];
        List<Structure> structures = List.copyOf(roi.structures());
        for (Nucleus nucleus : Nucleus.values()) {
            int place = structures.indexOf(nucleus.structure());
            scheme.labelOf(nucleus).ifPresent(label -> numbers[label] = place < 0 ? OTHER : (byte) (place + 1));
        }
        Affine toLabels = labels.geometry().affine().inverse().compose(grid.affine());
        byte[] nuclei = new byte[pixels];
        places.forEach((pixel, x, y, z) -> {
            double[] at = toLabels.apply(x, y, z);
            int column = (int) Math.rint(at[0]);
            int row = (int) Math.rint(at[1]);
            int slice = (int) Math.rint(at[2]);
            if (labels.geometry().contains(column, row, slice)) {
                int label = labels.get(column, row, slice);
                nuclei[pixel] = label < numbers.length ? numbers[label] : 0;
            }
        });
        return nuclei;
    }

    private static void maskOut(float[] values, byte[] nuclei) {
        float median = median(values, nuclei);
        for (int i = 0; i < values.length; i++) {
            values[i] = nuclei[i] != 0 ? median : values[i];
        }
    }

    private static void forgetOthers(byte[] nuclei) {
        for (int i = 0; i < nuclei.length; i++) {
            nuclei[i] = nuclei[i] == OTHER ? 0 : nuclei[i];
        }
    }

    private static float median(float[] values, byte[] nuclei) {
        float[] rest = new float[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (nuclei[i] == 0 && Float.isFinite(values[i])) {
                rest[count++] = values[i];
            }
        }
        Arrays.sort(rest, 0, count);
        return count == 0 ? 0 : rest[count / 2];
    }

    /** Where the pixels of a crop lie in the image, in continuous voxel indices. */
    @SuppressWarnings("ArrayRecordComponent") // within the class, never compared
    private record Places(Geometry grid, double[] middle, int columns, int rows, int slices) {
        /** What to do with each of them. */
        interface Visitor {
            void visit(int pixel, double x, double y, double z);
        }

        void forEach(Visitor visitor) {
            double stepX = STEP_MM / grid.spacing(0);
            double stepY = STEP_MM / grid.spacing(1);
            double stepZ = SLICE_MM / grid.spacing(2);
            int pixel = 0;
            for (int slice = 0; slice < slices; slice++) {
                double z = middle[2] + (slice - slices / 2) * stepZ;
                for (int row = 0; row < rows; row++) {
                    // Row 0 of RAS is the hindmost; pictures show the front on top.
                    double y = middle[1] - (row - (rows - 1) / 2.0) * stepY;
                    for (int column = 0; column < columns; column++) {
                        double x = middle[0] + (column - (columns - 1) / 2.0) * stepX;
                        visitor.visit(pixel++, x, y, z);
                    }
                }
            }
        }
    }
}
