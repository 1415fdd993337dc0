package org.substantia.pipeline.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.substantia.base.text.Format;
import org.substantia.cohort.PatientIds;
import org.substantia.pipeline.output.CaseOrigin;
import org.substantia.pipeline.output.WrittenCase;

/**
 * The cases of all parts of a batch, as their folders tell of them. Immutable.
 *
 * @param summary what came of every case that has a folder among the results, by id
 * @param versions of the program that made the cases; that of the reading program where no case is complete
 * @param faults one line each: folders that were passed over or could not be read, and cases that were made otherwise
 *     than the rest
 */
public record WrittenBatch(BatchSummary summary, List<String> versions, List<String> faults) {
    public WrittenBatch {
        versions = List.copyOf(versions);
        faults = List.copyOf(faults);
    }

    /**
     * Reads the folders of all cases. One that is damaged, or of another version, is passed over and named.
     *
     * @param folder with one folder per case
     * @param version of the reading program
     * @throws IOException naming the folder, if it holds no case that can be read
     */
    public static WrittenBatch read(Path folder, String version) throws IOException {
        List<ReadCase> cases = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Path one : folders(folder)) {
            try {
                readCase(one).ifPresent(cases::add);
            } catch (IOException e) {
                faults.add(e.getMessage());
            }
        }
        if (cases.isEmpty()) {
            throw new IOException(
                    faults.isEmpty()
                            ? folder + ": holds no case; name the folder that predict wrote to"
                            : faults.get(0));
        }
        cases.sort(Comparator.comparing(one -> one.outcome().id()));
        Map<CaseOrigin, List<String>> origins = origins(cases);
        mixture(folder, origins).ifPresent(faults::add);
        List<CaseOutcome> outcomes = cases.stream().map(ReadCase::outcome).toList();
        SortedSet<String> versions = new TreeSet<>();
        origins.keySet().forEach(origin -> versions.add(origin.version()));
        return new WrittenBatch(
                new BatchSummary(outcomes), versions.isEmpty() ? List.of(version) : List.copyOf(versions), faults);
    }

    /** A case and what came of it. */
    private record ReadCase(WrittenCase written, CaseOutcome outcome) {}

    /**
     * @return empty if the folder holds no case
     * @throws IOException why it is passed over
     */
    private static Optional<ReadCase> readCase(Path folder) throws IOException {
        Optional<WrittenCase> written = WrittenCase.read(folder);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        String id = written.get().id();
        // A copy would be the patient a second time, and pages are found by the id.
        if (!PatientIds.visible(id).equals(PatientIds.visible(String.valueOf(folder.getFileName())))) {
            throw new IOException(folder + ": is passed over, as it holds the results of " + id
                    + " under another name; rename or remove it");
        }
        return Optional.of(new ReadCase(written.get(), CaseOutcome.of(written.get())));
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** Cases that were made alike; one that failed was not made. */
    private static Map<CaseOrigin, List<String>> origins(List<ReadCase> cases) {
        Map<CaseOrigin, List<String>> origins = new LinkedHashMap<>();
        for (ReadCase one : cases) {
            one.written().origin().ifPresent(origin -> origins.computeIfAbsent(origin, key -> new ArrayList<>())
                    .add(one.outcome().id()));
        }
        return origins;
    }

    private static Optional<String> mixture(Path folder, Map<CaseOrigin, List<String>> origins) {
        if (origins.size() < 2) {
            return Optional.empty();
        }
        CaseOrigin usual = origins.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow()
                .getKey();
        LinkedHashSet<String> differences = new LinkedHashSet<>();
        SortedSet<String> others = new TreeSet<>();
        origins.forEach((origin, ids) -> {
            if (!origin.equals(usual)) {
                differences.addAll(origin.differences(usual));
                others.addAll(ids);
            }
        });
        return Optional.of(folder + ": " + PatientIds.listed(others) + " differ"
                + (others.size() == 1 ? "s" : "") + " from the other "
                + Format.count(origins.get(usual).size(), "case") + " in " + String.join(" and ", differences)
                + "; run predict again for all with the same program, models and options");
    }
}
