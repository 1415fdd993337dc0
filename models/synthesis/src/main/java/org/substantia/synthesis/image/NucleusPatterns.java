package org.substantia.synthesis.image;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * How signal is spread inside each nucleus, as deviations from its mean that sum to 0: susceptibility in ppb for the
 * sixteen nuclei, NM signal for the nigra. Given on the box of fine voxels around all nuclei. Immutable and
 * thread-safe.
 *
 * <p>Sources of the patterns: iron of the putamen rises with age from back and outside (Langkammer et al., Radiology
 * 257:455, 2010; Acosta-Cabronero et al., J Neurosci 36:364, 2016); the medullary laminae of the pallidum and the
 * folded ribbon of the dentate as seen on susceptibility maps (Deistung et al., Neuroimage 65:299, 2013); pulvinar
 * above the rest of the thalamus (same); nigrosome-1 as a dorsolateral, caudal spot of low iron in healthy nigrae
 * (Schwarz et al., PLoS One 9:e93814, 2014); loss of neuromelanin from the ventrolateral tier (Fearnley and Lees, Brain
 * 114:2283, 1991).
 */
final class NucleusPatterns {
    private final BoundingBox box;
    private final float[] susceptibility;
    private final float[] neuromelanin;

    private NucleusPatterns(BoundingBox box) {
        this.box = box;
        int size = box.sizeX() * box.sizeY() * box.sizeZ();
        this.susceptibility = new float[size];
        this.neuromelanin = new float[size];
    }

    /** @throws java.util.NoSuchElementException if there are no nuclei */
    static NucleusPatterns of(FineLabels labels, SubjectParameters subject, long seed, Workers workers) {
        BoundingBox nuclei = labels.nucleiBox().orElseThrow();
        BoundingBox box = labels.nigraBox().map(nuclei::union).orElse(nuclei);
        NucleusPatterns patterns = new NucleusPatterns(box);
        double midline = midline(labels, box);
        workers.forEach(16, i -> {
            Nucleus nucleus = LabelScheme.QSM.nucleusOf(i + 1).orElseThrow();
            Part part = new Part(labels, labels.nuclei(), i + 1, box, midline);
            if (part.count > 0) {
                patterns.paintSusceptibility(part, nucleus, subject, VoxelNoise.seed(seed, nucleus.symbol()));
            }
        });
        for (int label = 1; label <= 2; label++) {
            Part part = new Part(labels, labels.nigra(), label, box, midline);
            if (part.count > 0) {
                patterns.paintNeuromelanin(part, subject.nigra(label == 1 ? Side.RIGHT : Side.LEFT));
            }
        }
        return patterns;
    }

    BoundingBox box() {
        return box;
    }

    /** Deviation from the nucleus' mean, ppb; x fastest within {@link #box()}. */
    float[] susceptibility() {
        return susceptibility;
    }

    /** Deviation from the mean of the nigra as traced in NM, relative signal. */
    float[] neuromelanin() {
        return neuromelanin;
    }

    private static double midline(FineLabels labels, BoundingBox box) {
        Geometry g = labels.grid();
        double[] sum = new double[2];
        long[] count = new long[2];
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                for (int x = box.minX(); x <= box.maxX(); x++) {
                    int label = labels.nuclei()[g.index(x, y, z)];
                    if (label != 0) {
                        sum[label & 1] += g.affine().applyX(x, y, z);
                        count[label & 1]++;
                    }
                }
            }
        }
        return (sum[0] / Math.max(1, count[0]) + sum[1] / Math.max(1, count[1])) / 2;
    }

    private void paintSusceptibility(Part part, Nucleus nucleus, SubjectParameters subject, long seed) {
        double[] random = new double[8];
        VoxelNoise noise = new VoxelNoise(seed);
        for (int i = 0; i < random.length; i++) {
            random[i] = VoxelNoise.normal(noise.bits(i), 0);
        }
        double[] values = new double[part.count];
        double[] depth = nucleus.structure() == Structure.DN || nucleus.structure() == Structure.RN
                ? part.rank(part.depth(1.3))
                : new double[0];
        double[] nigra =
                nucleus.structure() == Structure.SN ? nigra(part, subject.nigra(nucleus.side())) : new double[0];
        double tilt = 3 * random[0];
        for (int i = 0; i < part.count; i++) {
            double u = part.lateral[i];
            double v = part.anterior[i];
            double w = part.superior[i];
            double value =
                    switch (nucleus.structure()) {
                        case CN -> 5 * v + 3 * w;
                        case PUT -> putamenSlope(subject.age()) * (-0.75 * v + 0.45 * u - 0.15 * w);
                        case GP -> pallidum(u, v);
                        case TH ->
                            36 * logistic((-v - 0.85) / 0.25) * logistic((u + 0.6) / 0.4)
                                    + 6 * logistic((-u - 0.5) / 0.3)
                                    - 10 * bump((u - 0.9) / 0.5);
                        case STN -> -4 * u + 5 * v;
                        case SN -> nigra[i];
                        case RN -> 16 * depth[i] - 8 * bump((w + 1) / 0.6);
                        case DN -> dentate(u, v, w, depth[i], random);
                    };
            values[i] = value + tilt * (random[1] > 0 ? v : w);
        }
        part.store(values, susceptibility);
    }

    /** In ppb per standard deviation of place; none before the fourth decade. */
    private static double putamenSlope(double age) {
        return Math.max(2, Math.min(22, 4 + 0.38 * (age - 40)));
    }

    /** Outer pallidum above the inner one, with the medial lamina between them; a fainter accessory lamina inside. */
    private static double pallidum(double u, double v) {
        double across = u + 0.35 * v;
        return 7 * Math.tanh((across + 0.35) / 0.4)
                - 38 * bump((across + 0.4) / 0.16)
                - 14 * bump((across + 1.25) / 0.15);
    }

    /**
     * The iron-rich region in front and below, and nigrosome-1 at the back, outside and below the middle, by their
     * shares.
     */
    private static double[] nigra(Part part, NigraParameters nigra) {
        double[] iron = new double[part.count];
        double[] nigrosome = new double[part.count];
        for (int i = 0; i < part.count; i++) {
            double along = part.along(i);
            double across = part.across(i);
            double w = part.superior[i];
            iron[i] = -across - 0.35 * along - 0.25 * w;
            nigrosome[i] = -square((along - 0.75) / 0.6) - square((across - 0.5) / 0.6) - square((w + 0.35) / 0.8);
        }
        double ironLevel = quantile(iron, 1 - nigra.highIronFraction());
        double nigrosomeLevel = quantile(nigrosome, 1 - nigra.nigrosomeShare());
        double depth = nigra.nigrosomeVisible() ? nigra.nigrosomeDepthPpb() : 0;
        double[] values = new double[part.count];
        for (int i = 0; i < values.length; i++) {
            values[i] = nigra.highIronExtraPpb() * logistic((iron[i] - ironLevel) / 0.12)
                    - depth * logistic((nigrosome[i] - nigrosomeLevel) / 0.25);
        }
        return values;
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1))))];
    }

    /** A bright ribbon around a dark hilus, folded: the ribbon's depth waves along its course. */
    private static double dentate(double u, double v, double w, double depth, double[] random) {
        double angle = Math.atan2(w, u * 0.7 + v * 0.7);
        double wave =
                0.20 * Math.sin(7 * angle + 2.3 * w + random[2]) + 0.15 * Math.sin(12 * angle - 3 * v + random[3]);
        double ribbon = bump((depth + wave - 0.55) / 0.28);
        // The hilus opens towards the front and the middle.
        double hilus = logistic((depth + wave - 0.80) / 0.08) * logistic((v - u + 0.3) / 0.6);
        return 38 * ribbon - 42 * hilus;
    }

    /**
     * Contrast falls towards the ventrolateral end, to the front and outside, by a share of itself per standard
     * deviation.
     */
    private void paintNeuromelanin(Part part, NigraParameters nigra) {
        double[] way = new double[part.count];
        for (int i = 0; i < part.count; i++) {
            way[i] = part.lateralMm(i) + part.anteriorMm(i);
        }
        part.centre(way);
        for (int i = 0; i < part.count; i++) {
            way[i] *= -nigra.nmContrast() * nigra.ventrolateralGradient();
        }
        part.store(way, neuromelanin);
    }

    private static double bump(double t) {
        return Math.exp(-0.5 * t * t);
    }

    private static double logistic(double t) {
        return 1 / (1 + Math.exp(-t));
    }

    private static double square(double t) {
        return t * t;
    }

    /** The voxels of one nucleus, with coordinates in standard deviations of its own extent. */
    private static final class Part {
        /**
         * The nigra runs from the front and middle to the back and outside. A label's own longest direction scatters by
         * 30 degrees about this one and may turn over: labels are only a third longer than wide.
         */
        private static final double OUTWARD = 0.6;

        private static final double BACKWARD = 0.8;

        private final BoundingBox within;
        private final Geometry grid;
        private int count;
        private int[] index = new int[1024];
        /** Away from the midline, to the front, upwards. */
        private double[] lateral = new double[1024];

        private double[] anterior = new double[1024];
        private double[] superior = new double[1024];
        private final double[] sd;
        private final double[][] oblique;

        Part(FineLabels labels, byte[] map, int label, BoundingBox within, double midline) {
            this.within = within;
            this.grid = labels.grid();
            Affine affine = grid.affine();
            double sumX = 0;
            for (int z = within.minZ(); z <= within.maxZ(); z++) {
                for (int y = within.minY(); y <= within.maxY(); y++) {
                    int row = grid.index(0, y, z);
                    for (int x = within.minX(); x <= within.maxX(); x++) {
                        if (map[row + x] == label) {
                            grow();
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
            double away = count > 0 && sumX / count < midline ? -1 : 1;
            for (int i = 0; i < count; i++) {
                lateral[i] *= away;
            }
            sd = new double[] {centre(lateral), centre(anterior), centre(superior)};
            double[] along = new double[count];
            double[] across = new double[count];
            for (int i = 0; i < count; i++) {
                double x = lateral[i] * sd[0];
                double y = anterior[i] * sd[1];
                along[i] = OUTWARD * x - BACKWARD * y;
                // Backwards is dorsal in the midbrain.
                across[i] = -BACKWARD * x - OUTWARD * y;
            }
            centre(along);
            centre(across);
            this.oblique = new double[][] {along, across};
        }

        private void grow() {
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
        private double centre(double[] values) {
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

        /** Along the nigra, to the side and back. */
        double along(int i) {
            return oblique[0][i];
        }

        /** Across the nigra, to the back. */
        double across(int i) {
            return oblique[1][i];
        }

        /** Millimetres away from the midline, from the nucleus' middle. */
        double lateralMm(int i) {
            return lateral[i] * sd[0];
        }

        double anteriorMm(int i) {
            return anterior[i] * sd[1];
        }

        /**
         * How deep inside each voxel lies, from about 0.5 at the border to 1: the blurred shape, cheaper than a
         * distance.
         */
        double[] depth(double sigmaMm) {
            float[] shape = new float[within.sizeX() * within.sizeY() * within.sizeZ()];
            for (int i = 0; i < count; i++) {
                shape[index[i]] = 1;
            }
            org.substantia.imaging.Volume volume = new org.substantia.imaging.Volume(
                    Geometry.axisAligned(
                            within.sizeX(),
                            within.sizeY(),
                            within.sizeZ(),
                            grid.spacing(0),
                            grid.spacing(1),
                            grid.spacing(2)),
                    shape);
            float[] blurred = org.substantia.imaging.filter.GaussianFilter.inMillimetres(
                            volume, sigmaMm, Workers.caller())
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

        /** Writes values, made to sum to 0. */
        void store(double[] values, float[] to) {
            double mean = mean(values);
            for (int i = 0; i < count; i++) {
                to[index[i]] = (float) (values[i] - mean);
            }
        }
    }
}
