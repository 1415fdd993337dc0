package org.substantia.synthesis.population;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;
import org.substantia.synthesis.subject.CaseSeed;
import org.substantia.synthesis.subject.MoreAffected;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.NucleusParameters;
import org.substantia.synthesis.subject.ScannerEffects;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * Draws the subjects of a cohort. Case {@code k} depends on the cohort's seed and {@code k} alone, not on how many
 * cases there are or who draws them. Diagnoses come in shuffled blocks of ten, so that even a small cohort has the
 * wanted prevalence, and what differs between persons is balanced over ten of one diagnosis, so that it has the model's
 * means ({@link BalancedDeviates}). Thread-safe.
 */
public final class SubjectSampler {
    private static final int BLOCK = 10;

    private final PopulationModel model;
    private final FeatureDistribution distribution;
    private final BalancedDeviates healthy;
    private final BalancedDeviates patients;
    private final long cohortSeed;
    private final double prevalence;
    private final Confounding confounding;

    /**
     * @param prevalence share of patients, 0 to 1
     * @throws IllegalArgumentException if the prevalence is out of range
     */
    public SubjectSampler(PopulationModel model, long cohortSeed, double prevalence, Confounding confounding) {
        if (!(prevalence >= 0 && prevalence <= 1)) {
            throw new IllegalArgumentException("the prevalence must be 0 to 1, not " + prevalence);
        }
        this.model = model;
        this.distribution = new FeatureDistribution(model);
        this.healthy = new BalancedDeviates(cohortSeed, Diagnosis.HEALTHY, distribution.deviates());
        this.patients = new BalancedDeviates(cohortSeed, Diagnosis.PARKINSON, distribution.deviates());
        this.cohortSeed = cohortSeed;
        this.prevalence = prevalence;
        this.confounding = confounding;
    }

    /**
     * @param caseNumber from 1
     * @throws IllegalArgumentException if it is below 1
     */
    public SubjectParameters sample(int caseNumber) {
        if (caseNumber < 1) {
            throw new IllegalArgumentException("cases are numbered from 1, not " + caseNumber);
        }
        CaseSeed seed = new CaseSeed(cohortSeed, caseNumber);
        Place place = place(caseNumber);
        Diagnosis diagnosis = place.diagnosis();
        RandomStream random = seed.stream("subject");
        double age = model.demographics().sampleAge(random);
        Sex sex = random.nextBoolean(model.demographics().maleShare()) ? Sex.MALE : Sex.FEMALE;
        Side affected = random.nextBoolean(0.5) ? Side.RIGHT : Side.LEFT;
        MoreAffected moreAffected = diagnosis == Diagnosis.PARKINSON ? MoreAffected.of(affected) : MoreAffected.NONE;

        double[] x = distribution.mean(diagnosis, moreAffected, age, sex);
        distribution.addDeviation(x, (diagnosis == Diagnosis.PARKINSON ? patients : healthy).of(place.rank()));
        boolean[] visible = nigrosomes(moreAffected, random.nextDouble());

        List<NucleusParameters> nuclei = new ArrayList<>();
        for (Nucleus nucleus : Nucleus.values()) {
            int at = FeatureDistribution.index(nucleus);
            nuclei.add(new NucleusParameters(
                    nucleus,
                    x[FeatureDistribution.SUSCEPTIBILITY + at],
                    x[FeatureDistribution.NM + at],
                    StrictMath.exp(x[FeatureDistribution.VOLUME + at])));
        }
        NigraParameters right = nigra(x, Side.RIGHT, visible[0], random);
        NigraParameters left = nigra(x, Side.LEFT, visible[1], random);
        ScannerEffects scanner =
                model.scanner().sample(diagnosis == Diagnosis.PARKINSON, confounding, seed.stream("scanner"));
        return new SubjectParameters(caseNumber, age, sex, diagnosis, moreAffected, nuclei, right, left, scanner);
    }

    /**
     * The cases among the first so many that are not independent of each other, since their differences were balanced
     * together. With some of such a group to learn from and others to be tested on, a classifier looks worse than it
     * is: what the others lack in one direction, these have in it. Folds must not part them.
     *
     * @return case numbers, by their first
     */
    public List<List<Integer>> balancedGroups(int cases) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int k = 1; k <= cases; k++) {
            Place place = place(k);
            groups.computeIfAbsent(
                            place.diagnosis() + " " + place.rank() / BalancedDeviates.TEN, key -> new ArrayList<>())
                    .add(k);
        }
        return List.copyOf(groups.values());
    }

    /**
     * Where a case stands in the cohort.
     *
     * @param rank among those of its diagnosis, from 0; within a block of ten in shuffled order
     */
    private record Place(Diagnosis diagnosis, int rank) {}

    private Place place(int caseNumber) {
        int block = (caseNumber - 1) / BLOCK;
        double before = prevalence * BLOCK * block;
        // Rounding the running total, not each block, keeps any prevalence in the long run.
        int patientsBefore = (int) Math.round(before);
        int own = (int) Math.round(before + prevalence * BLOCK) - patientsBefore;
        RandomStream random = new CaseSeed(cohortSeed, -block).stream("diagnosis");
        int[] order = Shuffle.indices(BLOCK, random::nextScaledInt);
        int at = order[(caseNumber - 1) % BLOCK];
        return at < own
                ? new Place(Diagnosis.PARKINSON, patientsBefore + at)
                : new Place(Diagnosis.HEALTHY, BLOCK * block - patientsBefore + at - own);
    }

    /** Right and left visible, from one uniform number. */
    private boolean[] nigrosomes(MoreAffected moreAffected, double uniform) {
        double sum = 0;
        for (int pattern = 3; pattern > 0; pattern--) {
            boolean right = (pattern & 2) != 0;
            boolean left = (pattern & 1) != 0;
            sum += nigrosomeProbability(model.nigra().nigrosome().visibility(), right, left, moreAffected);
            if (uniform < sum) {
                return new boolean[] {right, left};
            }
        }
        return new boolean[] {false, false};
    }

    private static double nigrosomeProbability(
            NigrosomeModel nigrosome, boolean right, boolean left, MoreAffected moreAffected) {
        return moreAffected
                .side()
                .map(side -> nigrosome.parkinsonProbability(right, left, side))
                .orElseGet(() -> nigrosome.healthyProbability(right, left));
    }

    private NigraParameters nigra(double[] x, Side side, boolean visible, RandomStream random) {
        NigraModel n = model.nigra();
        int at = FeatureDistribution.index(side);
        double extra = random.nextGaussian(n.highIron().extraPpb(), n.highIron().extraSd(), 3);
        double depth =
                random.nextGaussian(n.nigrosome().depthPpb(), n.nigrosome().depthSd(), 3);
        return new NigraParameters(
                StrictMath.exp(x[FeatureDistribution.NIGRA_VOLUME + at]),
                x[FeatureDistribution.CONTRAST + at],
                x[FeatureDistribution.GRADIENT + at],
                1 / (1 + StrictMath.exp(-x[FeatureDistribution.IRON_FRACTION + at])),
                extra,
                visible,
                n.nigrosome().share(),
                visible ? depth : 0);
    }
}
