package org.substantia.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.population.SubjectSampler;

/** Which cases folds must not part. */
public final class KeptTogether {
    private static final String COHORT_FILE = "cohort.json";
    private static final String PREFIX = "SYN_";

    private KeptTogether() {}

    /**
     * The cases that show one subject: its sessions, and what {@code validate --json} found to be duplicates.
     *
     * @param duplicates its output
     * @throws IOException naming the file, if it is no such file
     */
    public static CaseGroups ofSubjects(List<CaseFolder> cases, Optional<Path> duplicates) throws IOException {
        Map<String, String> firstOfSubject = new HashMap<>();
        List<CaseGroups.Pair> sessions = new ArrayList<>();
        for (CaseFolder one : cases) {
            String first = firstOfSubject.computeIfAbsent(one.subject(), subject -> one.id());
            sessions.add(new CaseGroups.Pair(first, one.id()));
        }
        CaseGroups groups = CaseGroups.ofPairs(sessions);
        return duplicates.isPresent() ? groups.with(read(duplicates.get())) : groups;
    }

    private static CaseGroups read(Path file) throws IOException {
        JsonNode groups = JsonFiles.read(file).path("keepTogether");
        if (!groups.isArray()) {
            throw new IOException(file + ": has no list \"keepTogether\" as validate --json writes it");
        }
        List<CaseGroups.Pair> pairs = new ArrayList<>();
        for (JsonNode group : groups) {
            for (JsonNode id : group) {
                pairs.add(new CaseGroups.Pair(group.get(0).asText(), id.asText()));
            }
        }
        return CaseGroups.ofPairs(pairs);
    }

    /**
     * The cases of a cohort that {@code synthesize} balanced together.
     *
     * @return no groups for a cohort that was not synthesized
     */
    public static CaseGroups ofSynthetic(Path cohort, List<CaseFolder> cases) throws IOException {
        if (!isSynthetic(cohort)) {
            return CaseGroups.none();
        }
        JsonNode made = provenance(cohort);
        int last = cases.stream()
                .map(CaseFolder::id)
                .filter(id -> id.matches(PREFIX + "\\d{1,9}"))
                .mapToInt(id -> Integer.parseInt(id.substring(PREFIX.length())))
                .max()
                .orElse(0);
        JsonNode options = made.path("options");
        SubjectSampler sampler = new SubjectSampler(
                PopulationModel.ruijin(),
                made.path("seed").asLong(),
                options.path("prevalence").asDouble(0.5),
                Confounding.valueOf(options.path("confounding").asText("none").toUpperCase(Locale.ROOT)));
        List<CaseGroups.Pair> pairs = new ArrayList<>();
        for (List<Integer> group : sampler.balancedGroups(last)) {
            for (int member : group) {
                pairs.add(new CaseGroups.Pair(id(group.get(0)), id(member)));
            }
        }
        return CaseGroups.ofPairs(pairs);
    }

    /** Whether {@code synthesize} made a cohort, so that no two of its cases show the same subject. */
    public static boolean isSynthetic(Path cohort) throws IOException {
        return Files.isRegularFile(cohort.resolve(COHORT_FILE))
                && provenance(cohort).path("command").asText().equals("synthesize");
    }

    private static JsonNode provenance(Path cohort) throws IOException {
        return JsonFiles.read(cohort.resolve(COHORT_FILE)).path("provenance");
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "%s%04d", PREFIX, number);
    }
}
