package org.substantia.synthesis.image.detail;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;

/** The voxels of one nucleus, with coordinates in standard deviations of its own extent. */
final class NucleusVoxels {
    /**
     * The nigra runs from the front and middle to the back and outside. A label's own longest direction scatters by 30
     * degrees about this one and may turn over: labels are only a third longer than wide.
     */
    private static final double OUTWARD = 0.6;

    private static final double BACKWARD = 0.8;

    private final BoundingBox within;
    private final Geometry grid;
    private int count;
    private int[] index = new int[1024];
    private double[] lateral = new double[1024];
    private double[] anterior = new double[1024];
    private double[] superior = new double[1024];
    private final double lateralSd;
    private final double anteriorSd;
    private final double[] along;
    private final double[] across;

    /**
     * @param map labels on {@code grid}
     * @param label of the nucleus
     * @param within where to look for it; values are stored for this box
     * @param midline x of the plane between the sides, mm
     */
    NucleusVoxels(Geometry grid, byte[] map, int label, BoundingBox within, double midline) {
        this.within = within;
        this.grid = grid;
        double sumX = gather(map, label);
        double away = count > 0 && sumX / count < midline ? -1 : 1;
        for (int i = 0; i < count; i++) {
            lateral[i] *= away;
        }
        this.lateralSd = standardize(lateral);
        this.anteriorSd = standardize(anterior);
        standardize(superior);
        this.along = new double[count];
        this.across = new double[count];
        for (int i = 0; i < count; i++) {
            double x = lateral[i] * lateralSd;
            double y = anterior[i] * anteriorSd;
            along[i] = OUTWARD * x - BACKWARD * y;
            // Backwards is dorsal in the midbrain.
            across[i] = -BACKWARD * x - OUTWARD * y;
        }
        standardize(along);
        standardize(across);
    }

    /** @return the sum of x */
    private double gather(byte[] map, int label) {
        Affine affine = grid.affine();
        double sumX = 0;
        for (int z = within.minZ(); z <= within.maxZ(); z++) {
            for (int y = within.minY(); y <= within.maxY(); y++) {
                int row = grid.index(0, y, z);
                for (int x = within.minX(); x <= within.maxX(); x++) {
                    if (map[row + x] == label) {
                        reserve();
                        index[count] = local(x, y, z);
                        lateral[count] = affine.applyX(x, y, z);
                        anterior[count] = affine.applyY(x, y, z);
                        superior[count] = affine.applyZ(x, y, z);
                        sumX += lateral[count];
                        count++;
                    }
                }
            }
        }
        return sumX;
    }

    private void reserve() {
        if (count == index.length) {
            index = Arrays.copyOf(index, 2 * count);
            lateral = Arrays.copyOf(lateral, 2 * count);
            anterior = Arrays.copyOf(anterior, 2 * count);
            superior = Arrays.copyOf(superior, 2 * count);
        }
    }

    private int local(int x, int y, int z) {
        return x - within.minX() + within.sizeX() * (y - within.minY() + within.sizeY() * (z - within.minZ()));
    }

    private double mean(double[] values) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum / Math.max(1, count);
    }

    /** Subtracts the mean and divides by the standard deviation, which is returned. */
    double standardize(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (int i = 0; i < count; i++) {
            values[i] -= mean;
            squares += values[i] * values[i];
        }
        double sd = Math.max(1e-3, Math.sqrt(squares / Math.max(1, count)));
        for (int i = 0; i < count; i++) {
            values[i] /= sd;
        }
        return sd;
    }

    int count() {
        return count;
    }

    /** Away from the midline. */
    double lateral(int i) {
        return lateral[i];
    }

    /** To the front. */
    double anterior(int i) {
        return anterior[i];
    }

    /** Upwards. */
    double superior(int i) {
        return superior[i];
    }

    /** Along the nigra, to the side and back. */
    double along(int i) {
        return along[i];
    }

    /** Across the nigra, to the back. */
    double across(int i) {
        return across[i];
    }

    /** Millimeters away from the midline, from the nucleus' center. */
    double lateralMm(int i) {
        return lateral[i] * lateralSd;
    }

    /** Millimeters to the front, from the nucleus' center. */
    double anteriorMm(int i) {
        return anterior[i] * anteriorSd;
    }

    /**
     * How deep inside each voxel lies, from about 0.5 at the border to 1: the blurred shape, cheaper than a distance.
     */
    double[] depth(double sigmaMm) {
        float[] shape = new float[within.sizeX() * within.sizeY() * within.sizeZ()];
        for (int i = 0; i < count; i++) {
            shape[index[i]] = 1;
        }
        Geometry box = Geometry.axisAligned(
                within.sizeX(), within.sizeY(), within.sizeZ(), grid.spacing(0), grid.spacing(1), grid.spacing(2));
        float[] blurred = GaussianFilter.inMillimeters(new Volume(box, shape), sigmaMm, Workers.caller())
                .data();
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = blurred[index[i]];
        }
        return out;
    }

    /** Each value's share of lower ones, 0 to 1. */
    double[] rank(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            int at = Arrays.binarySearch(sorted, values[i]);
            out[i] = Math.max(0, at) / (double) Math.max(1, count - 1);
        }
        return out;
    }

    /** Writes values, made to sum to 0, into the box. */
    void store(double[] values, float[] to) {
        double mean = mean(values);
        for (int i = 0; i < count; i++) {
            to[index[i]] = (float) (values[i] - mean);
        }
    }
}
