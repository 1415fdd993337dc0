package org.substantia.benchmarks;

import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.distance.DistanceTransform;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Sampler;

/**
 * A person who draws a truth slice by slice with errors, in voxels of the plane, all normal: the border is shifted,
 * moved outward or inward, and wobbles.
 *
 * @param structureShift along either axis, the same in all slices of a structure
 * @param sliceShift along either axis, anew in every slice
 * @param structureGrowth outward, the same in all slices of a structure
 * @param sliceGrowth outward, anew in every slice
 * @param wobble standard deviation of a smooth random field added to the distance from the border
 */
record RaterModel(double structureShift, double sliceShift, double structureGrowth, double sliceGrowth, double wobble) {
    static final RaterModel CARELESS = new RaterModel(0.6, 0.5, 0.4, 0.3, 0.5);

    private static final double DISTANCE_SMOOTHING = 0.5;
    private static final double WOBBLE_CORRELATION = 2.5;

    /** Draws every label; where two drawings meet, the one that reaches deeper wins. */
    LabelMap draw(LabelMap truth, RandomStream random) {
        Geometry grid = truth.geometry();
        byte[] labels = new byte[grid.voxelCount()];
        float[] depth = new float[grid.voxelCount()];
        for (int label : truth.counts().keySet()) {
            double shiftX = structureShift * random.nextGaussian();
            double shiftY = structureShift * random.nextGaussian();
            double growth = structureGrowth * random.nextGaussian();
            for (int z = 0; z < grid.nz(); z++) {
                Mask slice = Slices.mask(truth, label, z);
                if (slice.count() == 0) {
                    continue;
                }
                Volume inside = drawnDepth(
                        slice,
                        shiftX + sliceShift * random.nextGaussian(),
                        shiftY + sliceShift * random.nextGaussian(),
                        growth + sliceGrowth * random.nextGaussian(),
                        random);
                int start = z * grid.nx() * grid.ny();
                for (int i = 0; i < inside.data().length; i++) {
                    if (inside.data()[i] > depth[start + i]) {
                        depth[start + i] = inside.data()[i];
                        labels[start + i] = (byte) label;
                    }
                }
            }
        }
        return LabelMap.ofBytes(grid, labels);
    }

    private Volume drawnDepth(Mask slice, double shiftX, double shiftY, double growth, RandomStream random) {
        Geometry grid = slice.geometry();
        Volume distance = DistanceTransform.signed(slice, Workers.caller());
        GaussianFilter.smoothInPlace(distance, DISTANCE_SMOOTHING, DISTANCE_SMOOTHING, 0, Workers.caller());
        Sampler sampler = Sampler.of(distance, Interpolation.LINEAR, Float.MAX_VALUE, Workers.caller());
        Volume field = wobbleField(grid, random);
        Volume out = Volume.zeros(grid);
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] = (float) (field.data()[i] + growth - sampler.at(grid.x(i) - shiftX, grid.y(i) - shiftY, 0));
        }
        return out;
    }

    private Volume wobbleField(Geometry grid, RandomStream random) {
        Volume field = Volume.zeros(grid);
        for (int i = 0; i < field.data().length; i++) {
            field.data()[i] = (float) random.nextGaussian();
        }
        GaussianFilter.smoothInPlace(field, WOBBLE_CORRELATION, WOBBLE_CORRELATION, 0, Workers.caller());
        double squares = 0;
        for (float value : field.data()) {
            squares += value * value;
        }
        double sd = Math.sqrt(squares / field.data().length);
        for (int i = 0; i < field.data().length; i++) {
            field.data()[i] *= (float) (wobble / sd);
        }
        return field;
    }
}
