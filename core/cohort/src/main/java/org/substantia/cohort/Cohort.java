package org.substantia.cohort;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.CohortLayout;
import org.substantia.cohort.layout.FileTree;
import org.substantia.cohort.layout.Overlooked;
import org.substantia.cohort.layout.OverlookedFiles;

/**
 * Cases in the order of their ids, and the tables that lie beside them. A prediction folder and a submission archive
 * are cohorts like any other. Immutable and safe to share between threads.
 *
 * <pre>{@code
 * Cohort cohort = Cohort.open(Path.of("train"));
 * for (CaseFolder folder : cohort.cases()) {
 *     Optional<ByteSource> qsm = folder.image(Modality.QSM);
 * }
 * }</pre>
 */
public final class Cohort {
    /** What the challenge's training data call the table of labels. */
    public static final String LABELS_FILE = "labels.csv";
    /** What BIDS calls the table of subjects. */
    public static final String PARTICIPANTS_FILE = "participants.tsv";
    /** What a submission calls the table of predicted labels. */
    public static final String PREDICTIONS_FILE = "label_predict.csv";

    private static final String EXPECTED =
            "expected one folder per case with T1, QSM, NM, QSM_mask, NM_mask, QSM_pred or NM_pred as .nii.gz in it, "
                    + "at the top or below inputs/ or outputs/; or BIDS (sub-*/anat/*_T1w.nii.gz); "
                    + "or the folder of one case";

    private final String source;
    private final String layout;
    private final List<CaseFolder> cases;
    private final Map<String, CaseFolder> byId;
    private final Map<String, ByteSource> tables;
    private final List<Overlooked> overlooked;

    private Cohort(
            String source,
            String layout,
            Collection<CaseFolder> cases,
            Map<String, ByteSource> tables,
            List<Overlooked> overlooked) {
        this.source = source;
        this.layout = layout;
        this.cases = cases.stream().sorted(Comparator.comparing(CaseFolder::id)).toList();
        this.tables = Map.copyOf(tables);
        this.overlooked = List.copyOf(overlooked);
        this.byId = new HashMap<>();
        for (CaseFolder c : this.cases) {
            if (byId.putIfAbsent(c.id(), c) != null) {
                throw new IllegalArgumentException("two cases with the id " + c.id());
            }
        }
    }

    /**
     * Lists a folder or zip archive and recognizes how it is laid out: the challenge's training data, container or
     * submission ({@code inputs/ID}, {@code outputs/ID} or {@code ID}), BIDS, or the folder of a single case; each may
     * lie in one folder more. A path that holds a table of labels and no case is a cohort of none. No image or table is
     * read.
     *
     * @throws CohortException if the path cannot be listed, matches no layout or several, or is an archive that breaks
     *     the limits on names, sizes and entries
     */
    public static Cohort open(Path path) throws CohortException {
        FileTree tree = FileTree.of(path);
        Optional<Cohort> cohort = recognize(tree, Map.of());
        if (cohort.isPresent()) {
            return cohort.get();
        }
        Map<String, ByteSource> tables = tablesOf(tree);
        List<Cohort> below = new ArrayList<>();
        for (String folder : tree.folders()) {
            recognize(tree.below(folder), tables).ifPresent(below::add);
        }
        if (below.size() > 1) {
            throw new CohortException(
                    tree.name(),
                    "holds several cohorts; name one of "
                            + below.stream().map(Cohort::source).collect(Collectors.joining(", ")));
        }
        if (below.size() == 1) {
            return below.get(0);
        }
        if (!tables.isEmpty()) {
            return new Cohort(tree.name(), "tables without cases", List.of(), tables, List.of());
        }
        throw new CohortException(
                tree.name(),
                "no case found; "
                        + OverlookedFiles.closest(tree).map(file -> file + "; ").orElse("") + EXPECTED);
    }

    /**
     * A cohort of cases that the caller names, without tables.
     *
     * @param source where the cases come from, for messages
     * @throws IllegalArgumentException if two cases have the same id
     */
    public static Cohort of(String source, Collection<CaseFolder> cases) {
        return new Cohort(source, "put together by a program", cases, Map.of(), List.of());
    }

    private static Optional<Cohort> recognize(FileTree tree, Map<String, ByteSource> outerTables)
            throws CohortException {
        List<Cohort> matches = new ArrayList<>();
        Map<String, ByteSource> tables = new LinkedHashMap<>(outerTables);
        tables.putAll(tablesOf(tree));
        for (CohortLayout layout : CohortLayout.all()) {
            List<CaseFolder> cases = layout.cases(tree);
            if (!cases.isEmpty()) {
                matches.add(new Cohort(
                        tree.name(), layout.title(), cases, tables, OverlookedFiles.in(tree, layout, cases)));
            }
        }
        if (matches.size() > 1) {
            throw new CohortException(
                    tree.name(),
                    "looks like " + matches.stream().map(Cohort::describe).collect(Collectors.joining(" and like "))
                            + "; keep the files of one layout");
        }
        return matches.stream().findFirst();
    }

    private static Map<String, ByteSource> tablesOf(FileTree tree) {
        Map<String, ByteSource> tables = new LinkedHashMap<>();
        for (String name : List.of(LABELS_FILE, PARTICIPANTS_FILE, PREDICTIONS_FILE)) {
            for (String path : List.of("rawdata/" + name, name)) {
                if (tree.files().containsKey(path)) {
                    tables.put(name, tree.files().get(path));
                }
            }
        }
        return tables;
    }

    /** The folder or archive the cases come from. */
    public String source() {
        return source;
    }

    /** How the files are laid out, in words. */
    public String layout() {
        return layout;
    }

    /** The cases, by id. */
    public List<CaseFolder> cases() {
        return cases;
    }

    /** Patients of whom nothing was recognized and files whose names are a little off, by the patients' ids. */
    public List<Overlooked> overlooked() {
        return overlooked;
    }

    public Optional<CaseFolder> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** For messages: {@code a BIDS data set (3 cases, first sub-01)}. */
    private String describe() {
        return layout + " (" + cases.size() + (cases.size() == 1 ? " case, " : " cases, first ")
                + cases.get(0).id() + ")";
    }

    /**
     * Reads {@code labels.csv} or, where there is none, {@code participants.tsv}; empty when there is neither.
     *
     * @throws CohortException if the table is not as {@link LabelTable#readLabels} wants it
     */
    public Optional<LabelTable> labels() throws CohortException {
        for (String name : List.of(LABELS_FILE, PARTICIPANTS_FILE)) {
            if (tables.containsKey(name)) {
                return Optional.of(LabelTable.readLabels(tables.get(name)));
            }
        }
        return Optional.empty();
    }

    /**
     * Reads {@code label_predict.csv}; empty when there is none.
     *
     * @throws CohortException if the table is not as {@link LabelTable#readPredictions} wants it
     */
    public Optional<LabelTable> predictedLabels() throws CohortException {
        ByteSource table = tables.get(PREDICTIONS_FILE);
        return table == null ? Optional.empty() : Optional.of(LabelTable.readPredictions(table));
    }

    /** Only the cases with these ids, with the same tables; ids that the cohort lacks are ignored. */
    public Cohort restrictedTo(Collection<String> ids) {
        Set<String> wanted = Set.copyOf(ids);
        return new Cohort(
                source,
                layout,
                cases.stream().filter(c -> wanted.contains(c.id())).toList(),
                tables,
                overlooked);
    }
}
