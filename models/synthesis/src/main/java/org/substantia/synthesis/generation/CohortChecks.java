package org.substantia.synthesis.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.text.Format;
import org.substantia.synthesis.deformation.AnatomyFault;

/**
 * The anatomy checks of a cohort's cases, summed up from their {@code truth.json}; part of {@code cohort.json}.
 *
 * @param cases how many were checked
 * @param casesWithFault cases with each kind of fault
 * @param smallestJacobian of all deformations
 * @param faulty what is wrong with the cases that have a fault, by id
 */
public record CohortChecks(
        int cases,
        Map<AnatomyFault.Kind, Integer> casesWithFault,
        double smallestJacobian,
        Map<String, List<String>> faulty) {
    public CohortChecks {
        casesWithFault = Collections.unmodifiableMap(new EnumMap<>(casesWithFault));
        faulty = Collections.unmodifiableMap(new TreeMap<>(faulty));
    }

    /** @throws IOException naming the file, if a case's truth cannot be read or has no checks */
    static CohortChecks read(Path folder, int cases) throws IOException {
        return read(folder, IntStream.rangeClosed(1, cases).boxed().toList());
    }

    /**
     * @param cases their numbers
     * @throws IOException naming the file, if a case's truth cannot be read or has no checks
     */
    static CohortChecks read(Path folder, List<Integer> cases) throws IOException {
        Map<AnatomyFault.Kind, Integer> casesWithFault = new EnumMap<>(AnatomyFault.Kind.class);
        for (AnatomyFault.Kind kind : AnatomyFault.Kind.values()) {
            casesWithFault.put(kind, 0);
        }
        double smallest = Double.POSITIVE_INFINITY;
        Map<String, List<String>> faulty = new TreeMap<>();
        for (int k : cases) {
            String id = CaseGenerator.id(k);
            CaseChecks checks = checks(folder.resolve(id).resolve(CohortWriter.TRUTH_FILE));
            smallest = Math.min(smallest, checks.smallestJacobian());
            checks.faults().stream()
                    .map(AnatomyFault::kind)
                    .distinct()
                    .forEach(kind -> casesWithFault.merge(kind, 1, Integer::sum));
            if (!checks.faults().isEmpty()) {
                faulty.put(id, checks.faults().stream().map(AnatomyFault::text).toList());
            }
        }
        return new CohortChecks(cases.size(), casesWithFault, smallest, faulty);
    }

    /** @throws IOException naming the file, if it cannot be read or has no checks */
    static CaseChecks checks(Path truthFile) throws IOException {
        JsonNode checks = JsonFiles.read(truthFile).path("checks");
        if (checks.isMissingNode()) {
            throw new IOException(truthFile + ": has no checks of the anatomy; remove the case's folder");
        }
        return JsonFiles.bind(truthFile + ": checks", checks, CaseChecks.class);
    }

    /** One line for people. */
    public String describe() {
        String each = casesWithFault.entrySet().stream()
                .map(entry -> entry.getValue() + " " + Format.words(entry.getKey()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "Anatomy checked: %d with a fault (%s); smallest Jacobian %.2f",
                faulty.size(),
                each,
                smallestJacobian);
    }
}
