package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/**
 * Ellipsoids of strong susceptibility anywhere in the patch: blood (paramagnetic) and calcium (diamagnetic). Other
 * images than susceptibility maps stay as they are.
 *
 * @param max most of them in one image
 */
record FocalSources(int max) implements ImageTransform {
    private static final double BLOOD = 0.75;
    private static final double MIN_PPB = 150;
    private static final double MAX_PPB = 800;
    private static final double MIN_RADIUS = 2;
    private static final double MAX_RADIUS = 12;
    /** Slices are about so many times as thick as voxels are wide. */
    private static final double SLICE = 3;

    /** One ellipsoid: center as a share of the patch, radii in voxels. */
    @SuppressWarnings("ArrayRecordComponent") // three numbers each, never compared
    private record Source(double[] center, double[] radii, float ppb) {}

    @Override
    public ImageChange draw(Modality modality, RandomStream random) {
        Source[] sources = new Source[1 + random.nextInt(max)];
        for (int s = 0; s < sources.length; s++) {
            double[] center = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            double radius = MIN_RADIUS + (MAX_RADIUS - MIN_RADIUS) * Math.pow(random.nextDouble(), 2);
            double[] radii = {
                radius * random.nextDouble(0.6, 1.4),
                radius * random.nextDouble(0.6, 1.4),
                radius / SLICE * random.nextDouble(0.6, 1.4)
            };
            double ppb = random.nextDouble(MIN_PPB, MAX_PPB) * (random.nextBoolean(BLOOD) ? 1 : -0.5);
            sources[s] = new Source(center, radii, (float) ppb);
        }
        return modality == Modality.QSM
                ? (image, size) -> {
                    for (Source source : sources) {
                        add(image, size, source);
                    }
                }
                : ImageChange.NONE;
    }

    private static void add(float[] image, int[] size, Source source) {
        int[] low = new int[3];
        int[] high = new int[3];
        double[] middle = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            middle[axis] = source.center()[axis] * (size[axis] - 1);
            low[axis] = (int) Math.max(0, Math.ceil(middle[axis] - source.radii()[axis]));
            high[axis] = (int) Math.min(size[axis] - 1, Math.floor(middle[axis] + source.radii()[axis]));
        }
        for (int z = low[2]; z <= high[2]; z++) {
            for (int y = low[1]; y <= high[1]; y++) {
                for (int x = low[0]; x <= high[0]; x++) {
                    double dx = (x - middle[0]) / source.radii()[0];
                    double dy = (y - middle[1]) / source.radii()[1];
                    double dz = (z - middle[2]) / source.radii()[2];
                    double inside = 1 - (dx * dx + dy * dy + dz * dz);
                    int i = x + size[0] * (y + size[1] * z);
                    if (inside > 0 && image[i] != 0) {
                        // Soft at the surface, flat within.
                        image[i] += source.ppb() * (float) Math.min(1, 3 * inside);
                    }
                }
            }
        }
    }
}
