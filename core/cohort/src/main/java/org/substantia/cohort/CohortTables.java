package org.substantia.cohort;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.layout.FileTree;

/**
 * The tables at the top of a cohort and beside its cases in {@code rawdata}, {@code inputs} and {@code outputs}.
 *
 * @param files by the name a table must have
 * @param strangers files with a name like that of a table, and tables that lie in the shadow of another; one line each,
 *     by the name of the table they may have been meant for
 */
record CohortTables(Map<String, ByteSource> files, Map<String, List<String>> strangers) {
    static final String MUST_BE_CALLED = ": is not read; the table must be called ";

    private static final List<String> NAMES =
            List.of(Cohort.LABELS_FILE, Cohort.PARTICIPANTS_FILE, Cohort.PREDICTIONS_FILE);

    /** Those of an outer place are overruled by those of an inner one. */
    private static final List<String> PLACES = List.of("rawdata/", "inputs/", "outputs/", "");

    private static final Pattern TABLE = Pattern.compile("(.*)\\.(?:csv|tsv|txt|xlsx?|ods)");

    CohortTables {
        files = Map.copyOf(files);
        strangers = Map.copyOf(strangers);
    }

    static CohortTables none() {
        return new CohortTables(Map.of(), Map.of());
    }

    /** @param outer tables of the folder in which the tree lies; the tree's own overrule them */
    static CohortTables of(FileTree tree, CohortTables outer) {
        Map<String, ByteSource> files = new LinkedHashMap<>(outer.files());
        Map<String, List<String>> strangers = new LinkedHashMap<>();
        outer.strangers().forEach((name, lines) -> strangers.put(name, new ArrayList<>(lines)));
        for (String place : PLACES) {
            for (String name : NAMES) {
                ByteSource file = tree.files().get(place + name);
                ByteSource other = file == null ? null : files.put(name, file);
                if (other != null) {
                    add(strangers, name, other.name() + ": is not read, for there is " + file.name() + "; keep one");
                }
            }
        }
        tree.files().forEach((path, file) -> {
            int slash = path.lastIndexOf('/') + 1;
            if (PLACES.contains(path.substring(0, slash))) {
                meant(path.substring(slash))
                        .ifPresent(name -> add(strangers, name, file.name() + MUST_BE_CALLED + name));
            }
        });
        return new CohortTables(files, strangers);
    }

    private static void add(Map<String, List<String>> strangers, String name, String line) {
        strangers.computeIfAbsent(name, n -> new ArrayList<>()).add(line);
    }

    /** The name a table should have had. */
    private static Optional<String> meant(String name) {
        Matcher table = TABLE.matcher(name.toLowerCase(Locale.ROOT));
        if (NAMES.contains(name) || !table.matches()) {
            return Optional.empty();
        }
        String stem = table.group(1);
        if (stem.contains("predict")) {
            return Optional.of(Cohort.PREDICTIONS_FILE);
        }
        if (stem.contains("label")) {
            return Optional.of(Cohort.LABELS_FILE);
        }
        return stem.contains("participant") ? Optional.of(Cohort.PARTICIPANTS_FILE) : Optional.empty();
    }
}
