package org.substantia.synthesis.population;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;
import org.substantia.synthesis.subject.MoreAffected;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.NucleusParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * The joint normal distribution behind a {@link PopulationModel}: 56 features, each a mean (by age, sex, diagnosis and
 * more affected side) plus loadings on common factors plus noise of its own. Volumes enter by their logarithms, the
 * high-iron share by its logit. Immutable.
 */
final class FeatureDistribution {
    static final int SUSCEPTIBILITY = 0;
    static final int NM = 16;
    static final int VOLUME = 32;
    static final int NIGRA_VOLUME = 48;
    static final int CONTRAST = 50;
    static final int GRADIENT = 52;
    static final int IRON_FRACTION = 54;
    static final int SIZE = 56;
    /**
     * Variance of the contrast that both sides and the signal of the side share; what is left keeps the covariance
     * regular.
     */
    private static final double OF_ONE_SIDE = 0.98;

    private final PopulationModel model;
    private final double[] sd = new double[SIZE];
    private final double[] healthy = new double[SIZE];
    private final double[] parkinson = new double[SIZE];
    /** Added when the right side is the more affected one, taken away when the left is. */
    private final double[] asymmetry = new double[SIZE];

    private final double[] perYear = new double[SIZE];
    /** Half the difference of men and women. */
    private final double[] sexEffect = new double[SIZE];

    /** Per feature: its loadings on the standardized factors, by factor; in use while they are gathered. */
    private final List<Map<Integer, Double>> loadings = new ArrayList<>();

    /** The loadings as a matrix, a row per feature. */
    private final double[][] loadingRows = new double[SIZE][];

    private final double[] ownShare = new double[SIZE];
    private final Map<String, Integer> factors = new HashMap<>();

    FeatureDistribution(PopulationModel model) {
        this.model = model;
        for (int i = 0; i < SIZE; i++) {
            loadings.add(new HashMap<>());
        }
        for (Nucleus nucleus : Nucleus.values()) {
            addSusceptibility(nucleus);
            addNmSignal(nucleus);
            addVolume(nucleus);
        }
        for (Side side : Side.values()) {
            addNigra(side);
        }
        for (int i = 0; i < SIZE; i++) {
            double common = 0;
            for (double loading : loadings.get(i).values()) {
                common += loading * loading;
            }
            if (common >= 1) {
                throw new IllegalArgumentException("the correlations leave feature " + i + " no variance of its own");
            }
            ownShare[i] = Math.sqrt(1 - common);
            loadingRows[i] = new double[factors.size()];
            for (Map.Entry<Integer, Double> loading : loadings.get(i).entrySet()) {
                loadingRows[i][loading.getKey()] = loading.getValue();
            }
        }
    }

    private void addSusceptibility(Nucleus nucleus) {
        StructureModel.Susceptibility chi = model.of(nucleus.structure()).susceptibility();
        Side side = nucleus.side();
        int i = SUSCEPTIBILITY + index(nucleus);
        healthy[i] = chi.healthy().at(side);
        parkinson[i] = chi.parkinson().at(side);
        sd[i] = chi.sd();
        perYear[i] = chi.perYear();
        load(i, "iron", chi.ironLoading());
        load(
                i,
                "susceptibility " + nucleus.structure().name(),
                rest(model.couplings().susceptibilitySides(), chi.ironLoading()));
        if (nucleus.structure() == Structure.SN) {
            asymmetry[i] = sign(side) * model.nigra().susceptibilityAsymmetry();
        }
    }

    private void addNmSignal(Nucleus nucleus) {
        StructureModel.NmSignal nm = model.of(nucleus.structure()).nmSignal();
        Couplings c = model.couplings();
        Side side = nucleus.side();
        String ownFactor = "nm " + nucleus.structure().name();
        int i = NM + index(nucleus);
        healthy[i] = nm.healthy().at(side);
        parkinson[i] = nm.parkinson().at(side);
        sd[i] = nm.sd();
        double common = Math.sqrt(c.nmStructures());
        double ownSide = rest(c.nmSides(), common);
        if (nucleus.structure() == Structure.SN) {
            // The mask's mean is that of the compacta, by its share, and of the rest, which goes its own way.
            NigraModel.Trait contrast = model.nigra().contrast();
            double compacta = c.contrastOnSignal() * contrast.sd() / nm.sd();
            perYear[i] = c.contrastOnSignal() * contrast.perYear();
            asymmetry[i] = sign(side) * c.contrastOnSignal() * contrast.asymmetry();
            double others = rest(1, compacta);
            load(i, "nm", compacta * c.nmOnContrast() + others * common);
            load(i, ownFactor, others * ownSide);
            load(i, "melanin", compacta * rest(c.nigraSides(), c.nmOnContrast()));
            load(i, "contrast " + side, compacta * Math.sqrt(OF_ONE_SIDE - c.nigraSides()));
        } else {
            load(i, "nm", common);
            load(i, ownFactor, ownSide);
        }
    }

    private void addVolume(Nucleus nucleus) {
        StructureModel.Volume volume = model.of(nucleus.structure()).volume();
        int i = VOLUME + index(nucleus);
        double mean = logMean(
                volume.meanMm3().at(nucleus.side()), volume.logSd(), volume.logPerYear(), volume.logEffect() / 2);
        healthy[i] = mean - volume.logEffect() / 2;
        parkinson[i] = mean + volume.logEffect() / 2;
        sd[i] = volume.logSd();
        perYear[i] = volume.logPerYear();
        sexEffect[i] = model.sexVolumeEffect() / 2;
        double common = Math.sqrt(model.couplings().volumeStructures());
        load(i, "volume", common);
        load(i, "volume " + nucleus.structure().name(), rest(model.couplings().volumeSides(), common));
    }

    private void addNigra(Side side) {
        NigraModel n = model.nigra();
        Couplings c = model.couplings();
        double sides = c.nigraSides();
        int i = NIGRA_VOLUME + index(side);
        double logVolume = logMean(
                n.volume().mean(),
                n.volume().sd(),
                n.volume().perYear(),
                n.volume().asymmetry());
        addTrait(i, n.volume(), logVolume, side);
        sexEffect[i] = model.sexVolumeEffect() / 2;
        load(i, "volume", c.nigraVolumeLoading());
        load(i, "melanin", c.melaninOnVolume());
        load(i, "nigra volume", rest(sides, c.nigraVolumeLoading(), c.melaninOnVolume()));

        i = CONTRAST + index(side);
        addTrait(i, n.contrast(), n.contrast().mean(), side);
        load(i, "nm", c.nmOnContrast());
        load(i, "melanin", rest(sides, c.nmOnContrast()));
        load(i, "contrast " + side, Math.sqrt(OF_ONE_SIDE - sides));

        i = GRADIENT + index(side);
        addTrait(i, n.gradient(), n.gradient().mean(), side);
        load(i, "melanin", c.melaninOnGradient());
        load(i, "gradient", rest(sides, c.melaninOnGradient()));

        i = IRON_FRACTION + index(side);
        healthy[i] = logit(n.highIron().fraction());
        parkinson[i] = healthy[i] + n.highIron().logitEffect();
        sd[i] = n.highIron().logitSd();
        load(i, "susceptibility SN", c.ironOnFraction());
        load(i, "iron fraction", rest(sides, c.ironOnFraction()));
    }

    private void addTrait(int feature, NigraModel.Trait trait, double mean, Side side) {
        healthy[feature] = mean;
        parkinson[feature] = mean + trait.effect();
        sd[feature] = trait.sd();
        perYear[feature] = trait.perYear();
        asymmetry[feature] = sign(side) * trait.asymmetry();
    }

    /** Place of a nucleus within the sixteen of a kind. */
    static int index(Nucleus nucleus) {
        return nucleus.qsmLabel() - 1;
    }

    /** Place of a side within the two of a kind. */
    static int index(Side side) {
        return side == Side.RIGHT ? 0 : 1;
    }

    private static double sign(Side side) {
        return side == Side.RIGHT ? 1 : -1;
    }

    static double logit(double share) {
        return StrictMath.log(share / (1 - share));
    }

    /**
     * The mean of the logarithm that makes the mean over ages and sexes (and {@code shift} up and down) the wanted one.
     */
    private double logMean(double mean, double spread, double slope, double shift) {
        double half = model.sexVolumeEffect() / 2;
        double variance =
                spread * spread + slope * slope * model.demographics().ageVariance() + half * half + shift * shift;
        return StrictMath.log(mean) - variance / 2;
    }

    /** The loading that brings the sum of squares to {@code correlation}. */
    private static double rest(double correlation, double... others) {
        double left = correlation;
        for (double other : others) {
            left -= other * other;
        }
        if (left < 0) {
            throw new IllegalArgumentException(
                    "a correlation of sides of " + correlation + " is less than the common factors bring already");
        }
        return Math.sqrt(left);
    }

    private void load(int feature, String factor, double loading) {
        loadings.get(feature).put(factors.computeIfAbsent(factor, name -> factors.size()), loading);
    }

    /** The mean of the features of a subject. */
    double[] mean(Diagnosis diagnosis, MoreAffected moreAffected, double age, Sex sex) {
        double[] mean = (diagnosis == Diagnosis.PARKINSON ? parkinson : healthy).clone();
        double years = age - model.demographics().meanAge();
        double man = sex == Sex.MALE ? 1 : -1;
        double right = moreAffected == MoreAffected.NONE ? 0 : moreAffected == MoreAffected.RIGHT ? 1 : -1;
        for (int i = 0; i < SIZE; i++) {
            mean[i] += years * perYear[i] + man * sexEffect[i] + right * asymmetry[i];
        }
        return mean;
    }

    /** How many standard normal deviates make a subject. */
    int deviates() {
        return factors.size() + SIZE;
    }

    /**
     * Adds what differs between subjects of one age, sex, diagnosis and more affected side.
     *
     * @param deviates independent standard normal numbers: of the common factors, then of each feature by itself
     */
    void addDeviation(double[] features, double[] deviates) {
        int common = factors.size();
        for (int i = 0; i < SIZE; i++) {
            double z = ownShare[i] * deviates[common + i];
            for (int f = 0; f < common; f++) {
                z += loadingRows[i][f] * deviates[f];
            }
            features[i] += sd[i] * z;
        }
    }

    /** Covariance between subjects of one age, sex, diagnosis and more affected side. */
    double[][] covariance() {
        double[][] covariance = new double[SIZE][SIZE];
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j <= i; j++) {
                double r = i == j ? ownShare[i] * ownShare[i] : 0;
                for (int f = 0; f < factors.size(); f++) {
                    r += loadingRows[i][f] * loadingRows[j][f];
                }
                covariance[i][j] = r * sd[i] * sd[j];
                covariance[j][i] = covariance[i][j];
            }
        }
        return covariance;
    }

    /** The features back from a subject's parameters. */
    static double[] features(SubjectParameters subject) {
        double[] x = new double[SIZE];
        for (NucleusParameters nucleus : subject.nuclei()) {
            int at = index(nucleus.nucleus());
            x[SUSCEPTIBILITY + at] = nucleus.susceptibilityPpb();
            x[NM + at] = nucleus.nmSignal();
            x[VOLUME + at] = StrictMath.log(nucleus.volumeMm3());
        }
        for (Side side : Side.values()) {
            NigraParameters nigra = subject.nigra(side);
            x[NIGRA_VOLUME + index(side)] = StrictMath.log(nigra.nmVolumeMm3());
            x[CONTRAST + index(side)] = nigra.nmContrast();
            x[GRADIENT + index(side)] = nigra.ventrolateralGradient();
            x[IRON_FRACTION + index(side)] = logit(nigra.highIronFraction());
        }
        return x;
    }
}
