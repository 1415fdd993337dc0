package org.substantia.synthesis.image.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.substantia.base.json.EnumNames;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.SplitMix64;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.table.ParameterTable;

/**
 * Draws {@link ImagingParameters} of an {@link AcquisitionDomain} around the {@link PulseSequence sequences} of the
 * challenge. Stateless and thread-safe.
 */
public final class ImagingSampler {
    /** Share of randomized cases whose contrasts are drawn widely. */
    private static final double DOMAIN_RANDOMIZATION_SHARE = 0.35;

    /** Share of randomized cases in which the contrast of every structure is drawn by itself, and how far. */
    private static final double NUCLEUS_CONTRAST_SHARE = 0.5;

    private static final double LEAST_CONTRAST = 0.25;
    private static final double GREATEST_CONTRAST = 1.5;

    /** Share of randomized cases whose T1 scan is prepared by an inversion, as most outside the challenge are. */
    private static final double INVERSION_SHARE = 0.6;

    /** How far the T1 of a deep nucleus differs between randomized cases, as a share of it. */
    private static final double NUCLEUS_T1_SD = 0.03;

    private static final double BRAIN_SD = 0.012;
    private static final double OTHER_TISSUE_SD = 0.08;

    private static final ParameterTable SUSCEPTIBILITY =
            ParameterTable.of(ImagingSampler.class, "tissue-susceptibility.csv");

    private ImagingSampler() {}

    /** The same seed and domain give the same parameters. */
    public static ImagingParameters sample(AcquisitionDomain domain, long seed) {
        return new Draw(domain, seed).parameters();
    }

    /** One case's draws; their order is part of what a seed means. */
    private static final class Draw {
        private final AcquisitionDomain domain;
        private final long seed;
        private final RandomStream random;
        private final boolean randomized;
        /** Whether this case's contrasts are drawn widely. */
        private final boolean wide;

        Draw(AcquisitionDomain domain, long seed) {
            this.domain = domain;
            this.seed = seed;
            this.random = new RandomStream(SplitMix64.seed(seed, "imaging"));
            this.randomized = domain == AcquisitionDomain.RANDOMIZED;
            this.wide = randomized && random.nextDouble() < DOMAIN_RANDOMIZATION_SHARE;
        }

        ImagingParameters parameters() {
            boolean[] present = present();
            return new ImagingParameters(
                    seed,
                    domain,
                    magnitudeScan(present[0], logUniform(250, 600), 0.022),
                    qsmScan(present[1]),
                    magnitudeScan(present[2], logUniform(300, 700), 0.024),
                    t1Signals(),
                    tissuePpb(),
                    nmSignals(),
                    artifacts(),
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
                    Arrays.fill(present, false);
                    present[which] = true;
                } else if (draw < 0.35) {
                    present[which] = false;
                }
            }
            return present;
        }

        private ImagingParameters.Scan magnitudeScan(boolean present, double gain, double usualNoise) {
            double noise = usualNoise * spread(0.75, 1.3) * (randomized ? logUniform(0.5, 2.5) : 1);
            double shading = 0.05 * spread(0.6, 1.5) * (randomized ? logUniform(0.5, 3) : 1);
            double ghost = 0.008 * logUniform(0.3, 2.5) * (wide ? 3 : 1);
            double ghostShift = random.nextDouble(0.2, 0.5);
            double texture = 0.020 * spread(0.7, 1.3);
            ImagingParameters.Resolution resolution = resolution();
            List<Double> shiftMm = three(randomized ? 0.6 : 0.35, 1.0);
            List<Double> turnDegrees = three(randomized ? 0.6 : 0.3, 0.8);
            return new ImagingParameters.Scan(
                    present,
                    new ImagingParameters.Signal(gain, noise, shading, texture),
                    new ImagingParameters.Ghost(ghost, ghostShift),
                    resolution,
                    new ImagingParameters.Motion(shiftMm, turnDegrees));
        }

        private ImagingParameters.Scan qsmScan(boolean present) {
            skipMagnitude();
            ImagingParameters.Resolution resolution = resolution();
            double noise = random.nextDouble(3.5, 6) * (randomized ? logUniform(0.5, 2.5) : 1);
            double texture = random.nextDouble(5.5, 8);
            return new ImagingParameters.Scan(
                    present,
                    new ImagingParameters.Signal(1, noise, 0, texture),
                    ImagingParameters.Ghost.NONE,
                    resolution,
                    ImagingParameters.Motion.NONE);
        }

        /** Leaves out the numbers that a magnitude scan takes for noise, shading, ghost and texture. */
        private void skipMagnitude() {
            for (int i = 0; i < (randomized ? 7 : 5); i++) {
                random.nextDouble();
            }
        }

        private ImagingParameters.Resolution resolution() {
            return new ImagingParameters.Resolution(
                    randomized && random.nextDouble() < 0.3 ? random.nextDouble(0.5, 1.6) : random.nextDouble(0.5, 0.7),
                    randomized && random.nextDouble() < 0.25 ? random.nextDouble(1, 2.5) : 1);
        }

        private ClassValues t1Signals() {
            PulseSequence plain = varied(PulseSequence.T1);
            ToDoubleFunction<Relaxation> contrast = inversion()
                    .<ToDoubleFunction<Relaxation>>map(prepared -> prepared::signal)
                    .orElse(tissue -> tissue.signal(plain));
            Function<RenderClass, Relaxation> tissues = randomized ? otherTissues() : Relaxation::of;
            double white = contrast.applyAsDouble(Relaxation.of(RenderClass.WHITE_MATTER));
            Map<RenderClass, Double> signals = signals(tissues, contrast, white);
            if (randomized) {
                // Nothing is to be seen where the traced nucleus ends within the thalamus. (Realistic cases have hardly
                // an edge there.)
                signals.put(RenderClass.THALAMUS, (signals.get(RenderClass.TH_R) + signals.get(RenderClass.TH_L)) / 2);
            }
            return new ClassValues(signals);
        }

        /** Deep nuclei differ between people; drawn for each structure, with a stream of its own. */
        private Function<RenderClass, Relaxation> otherTissues() {
            RandomStream own = new RandomStream(SplitMix64.seed(seed, "relaxation"));
            Map<Structure, Double> factors = new EnumMap<>(Structure.class);
            for (Structure structure : Structure.values()) {
                factors.put(structure, Math.exp(NUCLEUS_T1_SD * own.nextGaussian()));
            }
            return renderClass -> {
                Relaxation usual = Relaxation.ofRandomized(renderClass);
                return renderClass
                        .nucleus()
                        .map(nucleus -> usual.withT1(usual.t1() * factors.get(nucleus.structure())))
                        .orElse(usual);
            };
        }

        private ClassValues nmSignals() {
            PulseSequence sequence = varied(PulseSequence.NM);
            double white = Relaxation.of(RenderClass.WHITE_MATTER).signal(sequence);
            double gray = Relaxation.of(RenderClass.CORTEX).signal(sequence);
            return new ClassValues(signals(Relaxation::of, tissue -> tissue.signal(sequence), (white + gray) / 2));
        }

        private PulseSequence varied(PulseSequence usual) {
            return randomized ? usual.scaled(logUniform(0.7, 1.4), logUniform(0.75, 1.3), logUniform(0.4, 1.3)) : usual;
        }

        /**
         * Between published protocols of the large studies, 1.5 and 3 T; drawn with a stream of its own. The pallidum,
         * dark in the challenge's T1 scans by its iron, is nearly as bright as white matter there.
         */
        private Optional<MprageSequence> inversion() {
            RandomStream own = new RandomStream(SplitMix64.seed(seed, "inversion"));
            if (!randomized || !own.nextBoolean(INVERSION_SHARE)) {
                return Optional.empty();
            }
            double delay = own.nextDouble(20, 400);
            double train = own.nextDouble(850, 1350);
            double spacing = own.nextDouble(6, 10);
            return Optional.of(new MprageSequence(
                    delay,
                    (int) Math.round(train / spacing),
                    spacing,
                    own.nextDouble(7, 12),
                    own.nextDouble(1.7, 4.6),
                    own.nextDouble(200, 1000)));
        }

        /**
         * @param tissues properties by class
         * @param contrast signal of a tissue
         * @param unit what is to be 1
         */
        private Map<RenderClass, Double> signals(
                Function<RenderClass, Relaxation> tissues, ToDoubleFunction<Relaxation> contrast, double unit) {
            // Domain randomization gives any order of tissues: a share of the physical value and of a random one.
            double own = wide ? random.nextDouble(0, 1) : 1;
            Map<RenderClass, Double> signals = new EnumMap<>(RenderClass.class);
            for (RenderClass renderClass : RenderClass.values()) {
                double signal = contrast.applyAsDouble(tissues.apply(renderClass)) / unit;
                double width = isBrain(renderClass) ? BRAIN_SD : OTHER_TISSUE_SD;
                signal *= 1 + width * (randomized ? 2 : 1) * random.nextGaussian();
                double other = renderClass == RenderClass.AIR ? 0 : random.nextDouble(0.1, 1.6);
                signals.put(renderClass, own * signal + (1 - own) * other);
            }
            return signals;
        }

        /** Whether its signal varies little between persons; what is no tissue counts to it, air gives no signal. */
        private static boolean isBrain(RenderClass renderClass) {
            return renderClass
                    .tissue()
                    .map(tissue -> tissue.label() <= Tissue.CHOROID_PLEXUS.label())
                    .orElse(true);
        }

        private ClassValues tissuePpb() {
            Map<RenderClass, Double> values = new EnumMap<>(RenderClass.class);
            for (Tissue tissue : Tissue.values()) {
                String row = EnumNames.of(tissue);
                double mean = SUSCEPTIBILITY.has(row) ? SUSCEPTIBILITY.number(row, "ppb") : 0;
                double width = randomized ? 4 : 1.5;
                values.put(
                        RenderClass.of(tissue), mean + (tissue.isIntracranial() ? width * random.nextGaussian() : 0));
            }
            return new ClassValues(values);
        }

        private ImagingParameters.QsmArtifacts artifacts() {
            return new ImagingParameters.QsmArtifacts(
                    random.nextDouble(1.5, 3.0) + (wide ? random.nextDouble(-1, 1.5) : 0),
                    random.nextDouble(2.4, 3.8) * spread(1, 2),
                    random.nextDouble(2.0, 4.0) * spread(1, 2),
                    random.nextDouble(8, 12),
                    random.nextDouble(220, 330),
                    wide ? logUniform(0.6, 1.5) : 1,
                    nucleusContrasts(),
                    random.nextDouble() < 0.75);
        }

        /**
         * Nuclei of real maps differ in contrast by more than their iron tells: reconstructions and echo times do, and
         * the caudate of some people hardly stands out. Drawn for each structure, with a stream of its own.
         */
        private Optional<List<Double>> nucleusContrasts() {
            RandomStream own = new RandomStream(SplitMix64.seed(seed, "nucleus contrast"));
            if (!randomized || !own.nextBoolean(NUCLEUS_CONTRAST_SHARE)) {
                return Optional.empty();
            }
            Map<Structure, Double> factors = new EnumMap<>(Structure.class);
            for (Structure structure : Structure.values()) {
                factors.put(structure, logUniform(own, LEAST_CONTRAST, GREATEST_CONTRAST));
            }
            return Optional.of(LabelScheme.QSM.nuclei().stream()
                    .map(nucleus -> factors.get(nucleus.structure()))
                    .toList());
        }

        private List<Double> three(double sd, double limit) {
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                values.add(Math.max(-limit, Math.min(limit, sd * random.nextGaussian())));
            }
            return values;
        }

        private double logUniform(double low, double high) {
            return logUniform(random, low, high);
        }

        private static double logUniform(RandomStream from, double low, double high) {
            return Math.exp(from.nextDouble(Math.log(low), Math.log(high)));
        }

        private double spread(double low, double high) {
            return randomized ? logUniform(low, high) : logUniform(Math.sqrt(low), Math.sqrt(high));
        }
    }
}
