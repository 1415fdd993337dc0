package org.substantia.diagnosis.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.split.StratifiedSplitter;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.features.Person;

/** Patients in the order of their ids, ready to learn from, and those that must stay together. */
final class TrainingSet {
    private final List<String> ids;
    private final List<Person> persons;
    private final boolean[] parkinson;
    private final CaseGroups groups;

    private TrainingSet(List<String> ids, List<Person> persons, boolean[] parkinson, CaseGroups groups) {
        this.ids = ids;
        this.persons = persons;
        this.parkinson = parkinson;
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
        List<Person> persons = new ArrayList<>();
        boolean[] parkinson = new boolean[sorted.size()];
        for (PatientRecord patient : sorted.values()) {
            parkinson[persons.size()] = patient.label() == Diagnosis.PARKINSON;
            persons.add(patient.person());
        }
        return new TrainingSet(List.copyOf(sorted.keySet()), persons, parkinson, groups);
    }

    int size() {
        return ids.size();
    }

    List<Person> persons() {
        return persons;
    }

    /** Not to be changed. */
    boolean[] parkinson() {
        return parkinson;
    }

    /** The training and held-out patients of a fold, by their places here. */
    @SuppressWarnings("ArrayRecordComponent")
    record Cut(int[] training, int[] heldOut) {}

    List<Cut> cuts(int folds, long seed) {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            diagnoses.put(ids.get(i), Optional.of(parkinson[i] ? Diagnosis.PARKINSON : Diagnosis.HEALTHY));
            places.put(ids.get(i), i);
        }
        List<Cut> cuts = new ArrayList<>();
        for (Fold fold : new StratifiedSplitter(diagnoses, groups).kFold(folds, seed)) {
            cuts.add(new Cut(
                    fold.training().stream().mapToInt(places::get).toArray(),
                    fold.heldOut().stream().mapToInt(places::get).toArray()));
        }
        return cuts;
    }

    /**
     * So many of them, drawn at random with both diagnoses by their shares; a smaller sample of the same seed is part
     * of a larger one.
     */
    TrainingSet sample(int count, long seed) {
        int[] order = Shuffle.indices(size(), new RandomStream(seed));
        int diseased = 0;
        for (boolean label : parkinson) {
            diseased += label ? 1 : 0;
        }
        int wantedDiseased = (int) Math.round((double) count * diseased / size());
        int[] left = {count - wantedDiseased, wantedDiseased};
        int[] chosen = Arrays.stream(order)
                .filter(place -> left[parkinson[place] ? 1 : 0]-- > 0)
                .sorted()
                .toArray();
        return select(chosen);
    }

    TrainingSet select(int[] places) {
        List<String> chosenIds = new ArrayList<>();
        List<Person> chosen = new ArrayList<>();
        boolean[] labels = new boolean[places.length];
        for (int i = 0; i < places.length; i++) {
            chosenIds.add(ids.get(places[i]));
            chosen.add(persons.get(places[i]));
            labels[i] = parkinson[places[i]];
        }
        return new TrainingSet(chosenIds, chosen, labels, groups);
    }
}
