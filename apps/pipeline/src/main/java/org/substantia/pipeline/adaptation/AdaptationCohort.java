package org.substantia.pipeline.adaptation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;

/**
 * The cases that take part in a curve: each subject once. Immutable.
 *
 * @param name for readers
 * @param digest SHA-256 of all that is learned from and tested on, hexadecimal
 * @param diagnoses of the cases that take part, by id
 * @param together cases that stay on one side of every split, such as mirrored twins of synthetic patients
 * @param duplicates the groups of cases of one subject of which only the first takes part
 */
public record AdaptationCohort(
        String name,
        String digest,
        SortedMap<String, Optional<Diagnosis>> diagnoses,
        CaseGroups together,
        List<SortedSet<String>> duplicates) {
    public AdaptationCohort {
        diagnoses = Collections.unmodifiableSortedMap(new TreeMap<>(diagnoses));
        duplicates = List.copyOf(duplicates);
    }

    /**
     * Leaves out all but the first case of each subject: its other scans are no further patient to learn from.
     *
     * @param sameSubject the cases that show one subject
     */
    public static AdaptationCohort of(
            String name,
            String digest,
            Map<String, Optional<Diagnosis>> diagnoses,
            CaseGroups sameSubject,
            CaseGroups together) {
        SortedMap<String, Optional<Diagnosis>> kept = new TreeMap<>(diagnoses);
        List<SortedSet<String>> duplicates = new ArrayList<>();
        for (SortedSet<String> group : sameSubject.groups()) {
            List<String> present =
                    group.stream().filter(id -> kept.containsKey(id)).toList();
            if (present.size() > 1) {
                present.subList(1, present.size()).forEach(id -> kept.remove(id));
                duplicates.add(group);
            }
        }
        return new AdaptationCohort(name, digest, kept, together, duplicates);
    }
}
