package org.substantia.synthesis.image;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.random.RandomStream;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * Draws {@link ImagingParameters}. The protocols are those of strategically acquired gradient echo imaging (STAGE; Chen
 * et al., Magn Reson Imaging 46:130, 2018) and of gradient echo neuromelanin imaging with magnetisation transfer at 3
 * T: T1 with TR 25 ms, flip angle 24 degrees, TE 7.5 ms; NM with TR 62 ms, flip angle 30 degrees, TE 7.5 ms. Stateless
 * and thread-safe.
 */
public final class ImagingSampler {
    /** Share of randomized cases whose contrasts are drawn widely. */
    private static final double WILD = 0.35;

    private ImagingSampler() {}

    /** The same seed and regime give the same parameters. */
    public static ImagingParameters sample(AcquisitionDomain regime, long seed) {
        return new Draw(regime, seed).parameters();
    }

    private static final class Draw {
        private final AcquisitionDomain regime;
        private final long seed;
        private final RandomStream random;
        private final boolean randomized;
        private final boolean wild;

        Draw(AcquisitionDomain regime, long seed) {
            this.regime = regime;
            this.seed = seed;
            this.random = new RandomStream(VoxelNoise.seed(seed, "imaging"));
            this.randomized = regime == AcquisitionDomain.RANDOMIZED;
            this.wild = randomized && random.nextDouble() < WILD;
        }

        ImagingParameters parameters() {
            boolean[] present = present();
            return new ImagingParameters(
                    seed,
                    regime,
                    scan(present[0], logUniform(250, 600), 0.022, 0.05, false),
                    qsm(present[1]),
                    scan(present[2], logUniform(300, 700), 0.024, 0.05, false),
                    signals(false),
                    tissuePpb(),
                    signals(true),
                    new ImagingParameters.QsmArtefacts(
                            random.nextDouble(1.5, 3.0) + (wild ? random.nextDouble(-1, 1.5) : 0),
                            random.nextDouble(2.4, 3.8) * spread(1, 2),
                            random.nextDouble(2.0, 4.0) * spread(1, 2),
                            random.nextDouble(8, 12),
                            random.nextDouble(220, 330),
                            wild ? logUniform(0.6, 1.5) : 1,
                            random.nextDouble() < 0.75),
                    randomized && random.nextDouble() < 0.15,
                    randomized && random.nextDouble() < 0.15 ? random.nextDouble(0, 25) : 0,
                    randomized && random.nextDouble() < 0.15 ? random.nextDouble(0, 40) : 0);
        }

        /** One of the images may be missing, and at times only one is there. */
        private boolean[] present() {
            boolean[] present = {true, true, true};
            if (randomized) {
                double draw = random.nextDouble();
                int which = random.nextScaledInt(3);
                if (draw < 0.10) {
                    java.util.Arrays.fill(present, false);
                    present[which] = true;
                } else if (draw < 0.35) {
                    present[which] = false;
                }
            }
            return present;
        }

        private ImagingParameters.Scan scan(boolean present, double gain, double noise, double shading, boolean still) {
            return new ImagingParameters.Scan(
                    present,
                    gain,
                    noise * spread(0.75, 1.3) * (randomized ? logUniform(0.5, 2.5) : 1),
                    shading * spread(0.6, 1.5) * (randomized ? logUniform(0.5, 3) : 1),
                    0.008 * logUniform(0.3, 2.5) * (wild ? 3 : 1),
                    random.nextDouble(0.2, 0.5),
                    0.020 * spread(0.7, 1.3),
                    randomized && random.nextDouble() < 0.3 ? random.nextDouble(0.5, 1.6) : random.nextDouble(0.5, 0.7),
                    randomized && random.nextDouble() < 0.25 ? random.nextDouble(1, 2.5) : 1,
                    still ? List.of(0.0, 0.0, 0.0) : three(randomized ? 0.6 : 0.35, 1.0),
                    still ? List.of(0.0, 0.0, 0.0) : three(randomized ? 0.6 : 0.3, 0.8));
        }

        private ImagingParameters.Scan qsm(boolean present) {
            ImagingParameters.Scan scan = scan(present, 1, 0, 0, true);
            return new ImagingParameters.Scan(
                    present,
                    1,
                    random.nextDouble(3.5, 6) * (randomized ? logUniform(0.5, 2.5) : 1),
                    0,
                    0,
                    0,
                    random.nextDouble(5.5, 8),
                    scan.psfVoxels(),
                    scan.thickness(),
                    scan.shiftMm(),
                    scan.turnDegrees());
        }

        private List<Double> signals(boolean prepared) {
            double repetition = prepared ? 62 : 25;
            double flip = prepared ? 30 : 24;
            double echo = 7.5;
            if (randomized) {
                repetition *= logUniform(0.7, 1.4);
                flip *= logUniform(0.75, 1.3);
                echo *= logUniform(0.4, 1.3);
            }
            double unit = Relaxation.of(Tissue.WHITE_MATTER.label()).signal(repetition, flip, echo, prepared);
            if (prepared) {
                unit += Relaxation.of(Tissue.CORTEX.label()).signal(repetition, flip, echo, true);
                unit /= 2;
            }
            // A wild contrast is any order of tissues: a share of the physical value and a share of a random one.
            double own = wild ? random.nextDouble(0, 1) : 1;
            List<Double> signals = new ArrayList<>();
            for (int c = 0; c < RenderClass.COUNT; c++) {
                double signal = Relaxation.of(c).signal(repetition, flip, echo, prepared) / unit;
                double width = c <= Tissue.CHOROID_PLEXUS.label() || c > RenderClass.BEFORE_NUCLEI ? 0.012 : 0.08;
                signal *= 1 + width * (randomized ? 2 : 1) * random.nextGaussian();
                double other = c == 0 ? 0 : random.nextDouble(0.1, 1.6);
                signals.add(own * signal + (1 - own) * other);
            }
            return signals;
        }

        private List<Double> tissuePpb() {
            List<Double> values = new ArrayList<>();
            for (Tissue tissue : Tissue.values()) {
                double mean =
                        switch (tissue) {
                            case WHITE_MATTER -> -19;
                            case CORTEX -> 13;
                            case CEREBELLAR_WHITE_MATTER -> -9;
                            case CEREBELLAR_CORTEX -> 5;
                            case BRAINSTEM, SPINAL_CORD -> -9;
                            case VENTRAL_DIENCEPHALON -> -7;
                            case THALAMUS -> -8;
                            case LIMBIC_GRAY -> 3;
                            case ACCUMBENS -> 14;
                            case CHOROID_PLEXUS -> 5;
                            case WHITE_MATTER_LESION -> 4;
                            case OPTIC_NERVE -> -25;
                            case ARTERY -> -15;
                            case VEIN -> 190;
                            default -> 0;
                        };
                double width = randomized ? 4 : 1.5;
                values.add(mean + (tissue.isIntracranial() ? width * random.nextGaussian() : 0));
            }
            return values;
        }

        private List<Double> three(double sd, double limit) {
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                values.add(Math.max(-limit, Math.min(limit, sd * random.nextGaussian())));
            }
            return values;
        }

        private double logUniform(double low, double high) {
            return Math.exp(random.nextDouble(Math.log(low), Math.log(high)));
        }

        private double spread(double low, double high) {
            return randomized ? logUniform(low, high) : logUniform(Math.sqrt(low), Math.sqrt(high));
        }
    }
}
