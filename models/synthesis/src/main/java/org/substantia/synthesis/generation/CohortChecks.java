package org.substantia.synthesis.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.substantia.base.json.JsonFiles;
import org.substantia.synthesis.deformation.AnatomyFault;

/**
 * The anatomy checks of a cohort's cases, summed up from their {@code truth.json}.
 *
 * @param cases how many were checked
 * @param counts cases with each kind of fault
 * @param smallestJacobian of all deformations
 * @param faulty what is wrong with the cases that have a fault, by id
 */
public record CohortChecks(
        int cases, Map<AnatomyFault.Kind, Integer> counts, double smallestJacobian, Map<String, List<String>> faulty) {
    public CohortChecks {
        counts = new EnumMap<>(counts);
        faulty = new TreeMap<>(faulty);
    }

    /** @throws IOException naming the file, if a case's truth cannot be read or tells of no checks */
    static CohortChecks read(Path folder, int cases) throws IOException {
        Map<AnatomyFault.Kind, Integer> counts = new EnumMap<>(AnatomyFault.Kind.class);
        for (AnatomyFault.Kind kind : AnatomyFault.Kind.values()) {
            counts.put(kind, 0);
        }
        double smallest = Double.POSITIVE_INFINITY;
        Map<String, List<String>> faulty = new TreeMap<>();
        for (int k = 1; k <= cases; k++) {
            String id = CaseGenerator.id(k);
            Path file = folder.resolve(id).resolve(CohortWriter.TRUTH_FILE);
            JsonNode checks = JsonFiles.read(file).path("checks");
            if (!checks.path("smallestJacobian").isNumber()) {
                throw new IOException(file + ": tells of no checks of the anatomy; remove the case's folder");
            }
            smallest = Math.min(smallest, checks.path("smallestJacobian").asDouble());
            List<JsonNode> faults = IntStream.range(0, checks.path("faults").size())
                    .mapToObj(checks.path("faults")::get)
                    .toList();
            faults.stream()
                    .map(fault -> AnatomyFault.Kind.valueOf(fault.path("kind").asText()))
                    .distinct()
                    .forEach(kind -> counts.merge(kind, 1, Integer::sum));
            if (!faults.isEmpty()) {
                faulty.put(id, faults.stream().map(f -> f.path("text").asText()).toList());
            }
        }
        return new CohortChecks(cases, counts, smallest, faulty);
    }

    /** Cases with each kind of fault. */
    @Override
    public Map<AnatomyFault.Kind, Integer> counts() {
        return new EnumMap<>(counts);
    }

    /** What is wrong with the cases that have a fault, by id. */
    @Override
    public Map<String, List<String>> faulty() {
        return new TreeMap<>(faulty);
    }

    /** One line for people. */
    public String describe() {
        String each = counts.entrySet().stream()
                .map(entry -> entry.getValue() + " "
                        + entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "Anatomy checked: %d with a fault (%s); smallest Jacobian %.2f",
                faulty.size(),
                each,
                smallestJacobian);
    }

    /** For {@code cohort.json}. */
    Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cases", cases);
        tree.put("casesWithFault", counts);
        tree.put("smallestJacobian", smallestJacobian);
        tree.put("faulty", faulty);
        return tree;
    }
}
