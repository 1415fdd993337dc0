package org.substantia.diagnosis.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.classification.features.Subject;

/** Patients in the order of their ids, ready to learn from, and those that must stay together. */
final class TrainingSet {
    private final List<String> ids;
    private final List<Subject> subjects;
    private final boolean[] parkinson;
    private final double[] softLabels;
    private final CaseGroups groups;

    private TrainingSet(
            List<String> ids, List<Subject> subjects, boolean[] parkinson, double[] softLabels, CaseGroups groups) {
        this.ids = ids;
        this.subjects = subjects;
        this.parkinson = parkinson;
        this.softLabels = softLabels;
        this.groups = groups;
    }

    /** @throws IllegalArgumentException if two patients have the same id */
    static TrainingSet of(List<PatientRecord> records, CaseGroups groups) {
        Map<String, PatientRecord> sorted = new TreeMap<>();
        for (PatientRecord patient : records) {
            if (sorted.put(patient.id(), patient) != null) {
                throw new IllegalArgumentException("two patients have the id " + patient.id());
            }
        }
        List<Subject> subjects = new ArrayList<>();
        boolean[] parkinson = new boolean[sorted.size()];
        double[] softLabels = new double[sorted.size()];
        for (PatientRecord patient : sorted.values()) {
            parkinson[subjects.size()] = patient.label() == Diagnosis.PARKINSON;
            softLabels[subjects.size()] = patient.softLabel().orElse(Double.NaN);
            subjects.add(patient.subject());
        }
        return new TrainingSet(List.copyOf(sorted.keySet()), subjects, parkinson, softLabels, groups);
    }

    int size() {
        return ids.size();
    }

    /** In their order. */
    List<String> ids() {
        return ids;
    }

    List<Subject> subjects() {
        return subjects;
    }

    /** Not to be changed. */
    boolean[] parkinson() {
        return parkinson;
    }

    /** Probability of disease of each, NaN where there is none. Not to be changed. */
    double[] softLabels() {
        return softLabels;
    }

    /** Whether every patient has a soft label. */
    boolean isSoft() {
        return Arrays.stream(softLabels).noneMatch(Double::isNaN);
    }

    /** How many have the disease. */
    int diseased() {
        int diseased = 0;
        for (boolean label : parkinson) {
            diseased += label ? 1 : 0;
        }
        return diseased;
    }

    /** @throws NothingToLearnException if the groups allow fewer folds */
    List<Fold> folds(int count, long seed) {
        StratifiedSplitter splitter = splitter();
        if (count > splitter.units()) {
            boolean grouped = splitter.units() < size();
            throw new NothingToLearnException(
                    (grouped ? "patients of one group, such as one anatomy, stay together, so " : "")
                            + splitter.units() + (grouped ? " groups" : " patients") + " allow at most "
                            + splitter.units() + " folds, not " + count);
        }
        return splitter.kFold(count, seed);
    }

    /**
     * As many folds, or fewer where the groups do not allow them.
     *
     * @throws NothingToLearnException if there is a single group
     */
    List<Fold> foldsAtMost(int count, long seed) {
        StratifiedSplitter splitter = splitter();
        if (ids.isEmpty()) {
            throw new NothingToLearnException("no training patient has these images");
        }
        if (splitter.units() < 2) {
            throw new NothingToLearnException("all training patients are of one group, and groups stay together");
        }
        return splitter.kFold(Math.min(count, splitter.units()), seed);
    }

    private StratifiedSplitter splitter() {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        for (int i = 0; i < ids.size(); i++) {
            diagnoses.put(ids.get(i), Optional.of(parkinson[i] ? Diagnosis.PARKINSON : Diagnosis.HEALTHY));
        }
        return new StratifiedSplitter(diagnoses, groups);
    }

    /** How many have the rarer diagnosis. */
    int ofRarerDiagnosis() {
        return Math.min(diseased(), size() - diseased());
    }

    /** Where patients stand here, by their ids; those that are not here are passed over. */
    int[] places(List<String> patients) {
        return patients.stream()
                .mapToInt(id -> Collections.binarySearch(ids, id))
                .filter(place -> place >= 0)
                .toArray();
    }

    /** Those of whom all these families were measured. */
    TrainingSet having(Set<EvidenceFamily> families) {
        return select(IntStream.range(0, size())
                .filter(place -> subjects.get(place).has(families))
                .toArray());
    }

    /**
     * So many of them, drawn at random with both diagnoses by their shares; a smaller sample of the same seed is part
     * of a larger one.
     */
    TrainingSet sample(int count, long seed) {
        int[] order = Shuffle.indices(size(), new RandomStream(seed));
        int wantedDiseased = (int) Math.round((double) count * diseased() / size());
        int[] left = {count - wantedDiseased, wantedDiseased};
        int[] chosen = Arrays.stream(order)
                .filter(place -> left[parkinson[place] ? 1 : 0]-- > 0)
                .sorted()
                .toArray();
        return select(chosen);
    }

    /** Those of these patients who are here. */
    TrainingSet select(List<String> patients) {
        return select(places(patients));
    }

    private TrainingSet select(int[] places) {
        List<String> chosenIds = new ArrayList<>();
        List<Subject> chosen = new ArrayList<>();
        boolean[] labels = new boolean[places.length];
        double[] soft = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            chosenIds.add(ids.get(places[i]));
            chosen.add(subjects.get(places[i]));
            labels[i] = parkinson[places[i]];
            soft[i] = softLabels[places[i]];
        }
        return new TrainingSet(chosenIds, chosen, labels, soft, groups);
    }
}
