package org.substantia.synthesis.image;

import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * What is too thin for the anatomy's labels, as clouds of small drops: veins, calcifications and the locus coeruleus.
 * Veins run where veins run: in sulci, from the ventricles' walls outwards through white matter (medullary veins), and
 * as the pair of internal cerebral veins over the third ventricle that joins behind the thalamus. Immutable and
 * thread-safe.
 */
final class SmallStructures {
    private static final double STEP_MM = 0.5;

    private final Geometry target;
    private final Drops veins = new Drops();
    private final Drops calcifications = new Drops();
    private final Drops locusCoeruleus = new Drops();

    /** Receives a share of a voxel. */
    @FunctionalInterface
    interface Sink {
        void add(int index, float share);
    }

    SmallStructures(FineLabels labels, boolean calcified, long seed) {
        this.target = labels.target();
        RandomStream random = new RandomStream(seed);
        Builder builder = new Builder(labels, random);
        builder.surfaceVeins();
        builder.medullaryVeins();
        builder.deepVeins();
        builder.locusCoeruleus();
        if (calcified) {
            builder.calcify();
        }
    }

    /** The share of each target voxel that veins fill, in a scan's pose; at most 1. */
    float[] veins(Affine pose) {
        float[] share = new float[target.voxelCount()];
        draw(veins, pose, (index, amount) -> share[index] += amount);
        for (int i = 0; i < share.length; i++) {
            if (share[i] > 1) {
                share[i] = 1;
            }
        }
        return share;
    }

    void calcifications(Affine pose, Sink sink) {
        draw(calcifications, pose, sink);
    }

    void locusCoeruleus(Affine pose, Sink sink) {
        draw(locusCoeruleus, pose, sink);
    }

    /** A drop is spread over the voxels around it: a narrow Gaussian in plane, linear between slices. */
    private void draw(Drops drops, Affine pose, Sink sink) {
        // A scan's pose leads from its voxels to the anatomy; drops go the other way.
        Affine toVoxel = target.affine().inverse().compose(pose.inverse());
        double voxelVolume = target.voxelVolumeMm3();
        float[] wx = new float[3];
        float[] wy = new float[3];
        for (int i = 0; i < drops.count; i++) {
            double x = toVoxel.applyX(drops.x[i], drops.y[i], drops.z[i]);
            double y = toVoxel.applyY(drops.x[i], drops.y[i], drops.z[i]);
            double z = toVoxel.applyZ(drops.x[i], drops.y[i], drops.z[i]);
            int ix = (int) Math.round(x);
            int iy = (int) Math.round(y);
            int iz = (int) Math.floor(z);
            if (ix < 1 || iy < 1 || iz < 0 || ix + 1 >= target.nx() || iy + 1 >= target.ny() || iz + 1 >= target.nz()) {
                continue;
            }
            float amount = (float) (drops.volume[i] / voxelVolume);
            weights((float) (x - ix), wx);
            weights((float) (y - iy), wy);
            for (int dz = 0; dz < 2; dz++) {
                float w = amount * (float) (dz == 0 ? 1 - (z - iz) : z - iz);
                for (int dy = -1; dy <= 1; dy++) {
                    int row = target.index(ix, iy + dy, iz + dz);
                    for (int dx = -1; dx <= 1; dx++) {
                        sink.add(row + dx, w * wx[dx + 1] * wy[dy + 1]);
                    }
                }
            }
        }
    }

    /** A quadratic B-spline: standard deviation 0.5 voxels, sum 1. */
    private static void weights(float t, float[] w) {
        w[0] = 0.5f * (0.5f - t) * (0.5f - t);
        w[1] = 0.75f - t * t;
        w[2] = 0.5f * (0.5f + t) * (0.5f + t);
    }

    /** Places in mm and volumes in mm3. */
    private static final class Drops {
        private int count;
        private double[] x = new double[4096];
        private double[] y = new double[4096];
        private double[] z = new double[4096];
        private double[] volume = new double[4096];

        void add(double px, double py, double pz, double mm3) {
            if (count == x.length) {
                x = java.util.Arrays.copyOf(x, 2 * count);
                y = java.util.Arrays.copyOf(y, 2 * count);
                z = java.util.Arrays.copyOf(z, 2 * count);
                volume = java.util.Arrays.copyOf(volume, 2 * count);
            }
            x[count] = px;
            y[count] = py;
            z[count] = pz;
            volume[count++] = mm3;
        }

        /** A piece of a tube; a wide one is spread over its cross-section. */
        void addTube(double[] p, double radius, RandomStream random) {
            double volumeMm3 = Math.PI * radius * radius * STEP_MM;
            if (radius < 0.45) {
                add(p[0], p[1], p[2], volumeMm3);
                return;
            }
            for (int i = 0; i < 6; i++) {
                add(
                        p[0] + radius * (1.4 * random.nextDouble() - 0.7),
                        p[1] + radius * (1.4 * random.nextDouble() - 0.7),
                        p[2] + radius * (1.4 * random.nextDouble() - 0.7),
                        volumeMm3 / 6);
            }
        }

        /** A ball of the given radius, filled at random. */
        void addBall(double[] p, double radius, double density, RandomStream random) {
            double volumeMm3 = density * 4.0 / 3 * Math.PI * radius * radius * radius;
            int pieces = (int) Math.ceil(volumeMm3 * 20);
            for (int i = 0; i < pieces; ) {
                double a = 2 * random.nextDouble() - 1;
                double b = 2 * random.nextDouble() - 1;
                double c = 2 * random.nextDouble() - 1;
                if (a * a + b * b + c * c <= 1) {
                    add(p[0] + a * radius, p[1] + b * radius, p[2] + c * radius, volumeMm3 / pieces);
                    i++;
                }
            }
        }
    }

    /** Finds the ways; all places in millimetres. */
    private final class Builder {
        private final FineLabels labels;
        private final RandomStream random;
        private final Affine toVoxel = target.affine().inverse();
        private final double[][] centre = new double[17][];

        Builder(FineLabels labels, RandomStream random) {
            this.labels = labels;
            this.random = random;
            Geometry g = labels.grid();
            double[][] sums = new double[17][4];
            labels.nucleiBox().ifPresent(box -> {
                for (int z = box.minZ(); z <= box.maxZ(); z++) {
                    for (int y = box.minY(); y <= box.maxY(); y++) {
                        for (int x = box.minX(); x <= box.maxX(); x++) {
                            double[] sum = sums[labels.nuclei()[g.index(x, y, z)]];
                            sum[0] += g.affine().applyX(x, y, z);
                            sum[1] += g.affine().applyY(x, y, z);
                            sum[2] += g.affine().applyZ(x, y, z);
                            sum[3]++;
                        }
                    }
                }
            });
            for (int label = 1; label <= 16; label++) {
                double n = Math.max(1, sums[label][3]);
                centre[label] = new double[] {sums[label][0] / n, sums[label][1] / n, sums[label][2] / n};
            }
        }

        private int classAt(double[] p) {
            return labels.classNear(
                    toVoxel.applyX(p[0], p[1], p[2]),
                    toVoxel.applyY(p[0], p[1], p[2]),
                    toVoxel.applyZ(p[0], p[1], p[2]));
        }

        private boolean is(double[] p, Tissue tissue) {
            return classAt(p) == tissue.label();
        }

        private double[] randomPlace() {
            return target.affine()
                    .apply(
                            random.nextDouble() * target.nx(),
                            random.nextDouble() * target.ny(),
                            random.nextDouble() * target.nz());
        }

        private double[] randomDirection() {
            double z = 2 * random.nextDouble() - 1;
            double angle = 2 * Math.PI * random.nextDouble();
            double r = Math.sqrt(1 - z * z);
            return new double[] {r * Math.cos(angle), r * Math.sin(angle), z};
        }

        private double[] step(double[] p, double[] d, double length) {
            return new double[] {p[0] + length * d[0], p[1] + length * d[1], p[2] + length * d[2]};
        }

        private double[] turned(double[] d, double amount) {
            double[] r = randomDirection();
            double[] out = {d[0] + amount * r[0], d[1] + amount * r[1], d[2] + amount * r[2]};
            double norm = Math.sqrt(out[0] * out[0] + out[1] * out[1] + out[2] * out[2]);
            return norm < 1e-6 ? d : new double[] {out[0] / norm, out[1] / norm, out[2] / norm};
        }

        void surfaceVeins() {
            int wanted = 420;
            for (int tries = 0; wanted > 0 && tries < 80_000; tries++) {
                double[] p = randomPlace();
                if (!is(p, Tissue.CSF)) {
                    continue;
                }
                double[] d = randomDirection();
                int gray = classAt(step(p, d, 2.5));
                if (gray != Tissue.CORTEX.label() && gray != Tissue.CEREBELLAR_CORTEX.label()) {
                    continue;
                }
                wanted--;
                double radius = 0.28 + 0.30 * random.nextDouble() * random.nextDouble() + 0.1 * random.nextDouble();
                double length = 8 + 28 * random.nextDouble();
                d = randomDirection();
                for (double way = 0; way < length; way += STEP_MM) {
                    veins.addTube(p, radius * (1 - 0.6 * way / length), random);
                    double[] next = p;
                    boolean found = false;
                    for (int attempt = 0; attempt < 12 && !found; attempt++) {
                        double[] turn = turned(d, 0.15 + 0.12 * attempt);
                        double[] ahead = step(p, turn, 2 * STEP_MM);
                        int c = classAt(ahead);
                        if (c == Tissue.CSF.label()
                                || (attempt > 5
                                        && (c == Tissue.CORTEX.label() || c == Tissue.CEREBELLAR_CORTEX.label()))) {
                            next = step(p, turn, STEP_MM);
                            d = turn;
                            found = true;
                        }
                    }
                    if (!found) {
                        break;
                    }
                    p = next;
                }
            }
        }

        void medullaryVeins() {
            double midline = (centre[7][0] + centre[8][0]) / 2;
            int wanted = 70;
            for (int tries = 0; wanted > 0 && tries < 60_000; tries++) {
                double[] p = randomPlace();
                if (!is(p, Tissue.VENTRICLE) || p[2] < centre[7][2]) {
                    continue;
                }
                double side = p[0] < midline ? -1 : 1;
                double[] d = turned(new double[] {0.9 * side, 0, 0.35}, 0.55);
                int c = Tissue.VENTRICLE.label();
                for (int i = 0; i < 30 && c == Tissue.VENTRICLE.label(); i++) {
                    p = step(p, d, STEP_MM);
                    c = classAt(p);
                }
                if (c != Tissue.WHITE_MATTER.label()) {
                    continue;
                }
                wanted--;
                double radius = 0.16 + 0.12 * random.nextDouble();
                double length = 8 + 22 * random.nextDouble();
                for (double way = 0; way < length && is(p, Tissue.WHITE_MATTER); way += STEP_MM) {
                    veins.addTube(p, radius * (1 - 0.5 * way / length), random);
                    d = turned(d, 0.10);
                    p = step(p, d, STEP_MM);
                }
            }
        }

        /** The internal cerebral veins, the vein of Galen, and the terminal veins along the caudate. */
        void deepVeins() {
            if (labels.nucleiBox().isEmpty()) {
                return;
            }
            double[] right = centre[7];
            double[] left = centre[8];
            double middle = (right[0] + left[0]) / 2;
            double front = (right[1] + left[1]) / 2;
            double up = (right[2] + left[2]) / 2;
            double[] galen = {middle, front - 23, up + 1};
            for (int side = -1; side <= 1; side += 2) {
                double gap = side * (1.2 + 0.8 * random.nextDouble());
                double[][] way = {
                    {middle + 1.3 * gap, front + 14, up + 6},
                    {middle + gap, front + 5, up + 9.5},
                    {middle + gap, front - 8, up + 8},
                    {middle + 0.8 * gap, front - 17, up + 4},
                    galen
                };
                tube(way, 0.75 + 0.2 * random.nextDouble());
                double[] caudate = centre[side < 0 == right[0] < left[0] ? 1 : 2];
                double[][] terminal = {
                    {caudate[0] * 0.75 + middle * 0.25, caudate[1] - 14, caudate[2] + 8},
                    {caudate[0] * 0.65 + middle * 0.35, caudate[1] - 6, caudate[2] + 3},
                    way[0]
                };
                tube(terminal, 0.4 + 0.15 * random.nextDouble());
                double[] basal = {middle + side * 13, front + 2, up - 15};
                tube(
                        new double[][] {
                            basal,
                            {middle + side * 14, front - 10, up - 12},
                            {middle + side * 7, front - 20, up - 5},
                            galen
                        },
                        0.5 + 0.15 * random.nextDouble());
            }
            tube(new double[][] {galen, {middle, front - 28, up + 4}, {middle, front - 33, up + 5}}, 1.3);
        }

        /** A smooth tube through places (Catmull-Rom). */
        private void tube(double[][] way, double radius) {
            double[] wobble = randomDirection();
            for (int i = 0; i + 1 < way.length; i++) {
                double[] a = way[Math.max(0, i - 1)];
                double[] b = way[i];
                double[] c = way[i + 1];
                double[] d = way[Math.min(way.length - 1, i + 2)];
                double length = Math.sqrt(
                        (c[0] - b[0]) * (c[0] - b[0]) + (c[1] - b[1]) * (c[1] - b[1]) + (c[2] - b[2]) * (c[2] - b[2]));
                int steps = Math.max(1, (int) Math.round(length / STEP_MM));
                for (int s = 0; s < steps; s++) {
                    double t = s / (double) steps;
                    double[] p = new double[3];
                    for (int axis = 0; axis < 3; axis++) {
                        p[axis] = 0.5
                                        * (2 * b[axis]
                                                + t * (c[axis] - a[axis])
                                                + t * t * (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis])
                                                + t * t * t * (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]))
                                + 0.5 * wobble[axis] * Math.sin(0.35 * (i * 20 + s));
                    }
                    int here = classAt(p);
                    if (here == Tissue.CSF.label()
                            || here == Tissue.VENTRICLE.label()
                            || here == Tissue.CHOROID_PLEXUS.label()
                            || here == Tissue.VEIN.label()
                            || here == Tissue.WHITE_MATTER.label()) {
                        veins.addTube(p, radius, random);
                    }
                }
            }
        }

        /** Beside the floor of the fourth ventricle, from below the inferior colliculus 12 mm down the pons. */
        void locusCoeruleus() {
            if (labels.nucleiBox().isEmpty()) {
                return;
            }
            double middle = (centre[13][0] + centre[14][0]) / 2;
            double front = (centre[13][1] + centre[14][1]) / 2;
            double up = (centre[13][2] + centre[14][2]) / 2;
            for (double down = 13; down <= 27; down += STEP_MM) {
                double z = up - down;
                // From within the brainstem backwards to the first CSF of the ventricle.
                double floor = Double.NaN;
                boolean inside = false;
                for (double y = front + 2; y > front - 32; y -= 0.5) {
                    double[] p = {middle, y, z};
                    inside |= is(p, Tissue.BRAINSTEM);
                    if (inside && is(p, Tissue.VENTRICLE)) {
                        floor = y;
                        break;
                    }
                }
                if (Double.isNaN(floor)) {
                    continue;
                }
                for (int side = -1; side <= 1; side += 2) {
                    double[] p = {middle + side * (3.2 + 0.12 * (down - 13)), floor + 1.6, z};
                    if (is(p, Tissue.BRAINSTEM)) {
                        locusCoeruleus.addBall(p, 1.0, 0.37, random);
                    }
                }
            }
        }

        /** The pineal gland, and specks in the choroid plexus. */
        void calcify() {
            double[] pineal = {
                (centre[7][0] + centre[8][0]) / 2 + 0.5 * (random.nextDouble() - 0.5),
                (centre[7][1] + centre[8][1]) / 2 - 18,
                (centre[7][2] + centre[8][2]) / 2 - 3
            };
            calcifications.addBall(pineal, 1.5 + 1.3 * random.nextDouble(), 0.7, random);
            int wanted = 3 + random.nextScaledInt(8);
            for (int tries = 0; wanted > 0 && tries < 40_000; tries++) {
                double[] p = randomPlace();
                if (is(p, Tissue.CHOROID_PLEXUS)) {
                    calcifications.addBall(p, 0.6 + 1.2 * random.nextDouble(), 0.6, random);
                    wanted--;
                }
            }
        }
    }
}
