package org.substantia.cohort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** What BIDS puts before the label of a subject. */
    private static final String SUBJECT_PREFIX = "sub-";

    private static final String SINGLE_CASE = "the folder of a single case";

    /** Where a cohort may have its cases. */
    private static final Set<String> PLACES_OF_CASES = Set.of("inputs", "outputs", "rawdata");

    private static final String EXPECTED =
            "expected one folder per case with T1, QSM, NM, QSM_mask, NM_mask, QSM_pred, NM_pred, T1_pred or "
                    + "NM_nuclei_pred as .nii.gz in it, at the top or below inputs/ or outputs/; "
                    + "or BIDS (sub-*/anat/*_T1w.nii.gz); or the folder of one case";

    private static final SortedMap<String, String> NONE_EMPTY = Collections.emptySortedMap();

    private final String source;
    private final String layout;
    private final List<CaseFolder> cases;
    private final Map<String, CaseFolder> byId;
    private final Map<String, CaseFolder> byVisibleId;
    private final CohortTables tables;
    private final List<Overlooked> overlooked;
    private final SortedMap<String, String> emptyFolders;
    private final List<String> remarks;
    private final Optional<ByteSource> tableAbove;

    private Cohort(
            String source,
            String layout,
            Collection<CaseFolder> cases,
            CohortTables tables,
            List<Overlooked> overlooked,
            SortedMap<String, String> emptyFolders,
            List<String> remarks,
            Optional<ByteSource> tableAbove) {
        this.source = source;
        this.layout = layout;
        this.cases = cases.stream().sorted(Comparator.comparing(CaseFolder::id)).toList();
        this.tables = tables;
        this.overlooked = List.copyOf(overlooked);
        this.emptyFolders = Collections.unmodifiableSortedMap(new TreeMap<>(emptyFolders));
        this.remarks = List.copyOf(remarks);
        this.tableAbove = tableAbove;
        this.byId = new HashMap<>();
        this.byVisibleId = new HashMap<>();
        for (CaseFolder c : this.cases) {
            if (byId.putIfAbsent(c.id(), c) != null) {
                throw new IllegalArgumentException("two cases with the id " + c.id());
            }
            byVisibleId.putIfAbsent(PatientIds.visible(c.id()), c);
        }
    }

    /**
     * Lists a folder or zip archive and recognizes how it is laid out: the challenge's training data, container or
     * submission ({@code inputs/ID}, {@code outputs/ID} or {@code ID}), BIDS, or the folder of a single case; each may
     * lie in one folder more. Tables lie at the top or beside the cases. A path that holds a table of labels and no
     * case is a cohort of none. No image or table is read.
     *
     * @throws CohortException if the path cannot be listed, matches no layout or several, or is an archive that breaks
     *     the limits on names, sizes and entries
     */
    public static Cohort open(Path path) throws CohortException {
        return open(path, FileTree.of(path));
    }

    /**
     * As {@link #open(Path)}, for some subjects. Of a BIDS data set only their folders are listed.
     *
     * @param subjects labels as BIDS has them, with or without {@code sub-}; or ids of cases
     * @throws CohortException also if the cohort has none of one of them
     */
    public static Cohort open(Path path, Collection<String> subjects) throws CohortException {
        Set<String> wanted = new HashSet<>();
        subjects.forEach(subject -> wanted.addAll(List.of(subject, SUBJECT_PREFIX + subject)));
        // The folder that is opened may itself be a subject's, and sub-01_ses-1 is the id of a case.
        FileTree tree = FileTree.of(
                path,
                folder -> !folder.startsWith(SUBJECT_PREFIX)
                        || wanted.stream().anyMatch(label -> label.equals(folder) || label.startsWith(folder + "_")));
        if (tree.files().isEmpty() && !subjects.isEmpty()) {
            throw new CohortException(tree.name(), "has no file of participant " + PatientIds.listed(subjects));
        }
        Cohort all = open(path, tree);
        List<String> missing = subjects.stream()
                .filter(subject ->
                        all.cases.stream().noneMatch(c -> isOf(c, Set.of(subject, SUBJECT_PREFIX + subject))))
                .toList();
        if (!missing.isEmpty()) {
            throw new CohortException(
                    all.source, "has no case of participant " + PatientIds.listed(missing) + hint(missing, all));
        }
        Cohort some = all.restrictedTo(all.cases.stream()
                .filter(c -> isOf(c, wanted))
                .map(CaseFolder::id)
                .toList());
        return new Cohort(
                some.source,
                some.layout,
                some.cases,
                some.tables,
                some.overlooked.stream()
                        .filter(o -> wanted.contains(o.caseId()))
                        .toList(),
                some.emptyFolders.entrySet().stream()
                        .filter(folder -> wanted.contains(folder.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new)),
                some.remarks,
                some.tableAbove);
    }

    private static boolean isOf(CaseFolder one, Set<String> names) {
        return names.contains(one.subject()) || names.contains(one.id());
    }

    private static String hint(List<String> missing, Cohort cohort) {
        List<String> hints = PatientIds.hints(
                missing,
                cohort.cases.stream().map(CaseFolder::subject).distinct().toList());
        return hints.isEmpty() ? "" : "; " + String.join(", ", hints);
    }

    private static Cohort open(Path path, FileTree tree) throws CohortException {
        Cohort cohort = open(tree);
        return cohort.layout().equals(SINGLE_CASE) ? cohort.withTableAbove(path) : cohort;
    }

    /**
     * As {@link #open(Path)}, for files that were listed already, wherever they are stored.
     *
     * @throws CohortException as {@link #open(Path)} does
     */
    public static Cohort open(FileTree tree) throws CohortException {
        Optional<Cohort> cohort = recognize(tree, CohortTables.none());
        if (cohort.isPresent()) {
            return cohort.get();
        }
        CohortTables tables = CohortTables.of(tree, CohortTables.none());
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
        if (!tables.files().isEmpty()) {
            return new Cohort(
                    tree.name(),
                    "tables without cases",
                    List.of(),
                    tables,
                    List.of(),
                    NONE_EMPTY,
                    List.of(),
                    Optional.empty());
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
        return new Cohort(
                source,
                "put together by a program",
                cases,
                CohortTables.none(),
                List.of(),
                NONE_EMPTY,
                List.of(),
                Optional.empty());
    }

    private static Optional<Cohort> recognize(FileTree tree, CohortTables outerTables) throws CohortException {
        List<Cohort> matches = new ArrayList<>();
        CohortTables tables = CohortTables.of(tree, outerTables);
        for (CohortLayout layout : CohortLayout.all()) {
            List<CaseFolder> cases = layout.cases(tree);
            if (!cases.isEmpty()) {
                matches.add(new Cohort(
                        tree.name(),
                        layout.title(),
                        cases,
                        tables,
                        OverlookedFiles.in(tree, layout, cases),
                        OverlookedFiles.emptyFolders(tree, layout, cases),
                        remarks(tree, cases),
                        Optional.empty()));
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

    private static List<String> remarks(FileTree tree, List<CaseFolder> cases) {
        List<String> remarks = new ArrayList<>();
        PatientIds.differingByCase(cases.stream().map(CaseFolder::id).toList())
                .forEach(ids -> remarks.add(tree.name() + ": holds " + String.join(" and ", ids)
                        + ", which differ in upper and lower case alone; they are taken for different patients"));
        Set<String> inSessions = cases.stream()
                .filter(c -> !c.id().equals(c.subject()))
                .map(CaseFolder::subject)
                .collect(Collectors.toSet());
        cases.stream()
                .filter(c -> c.id().equals(c.subject()) && inSessions.contains(c.id()))
                .forEach(c -> remarks.add(tree.name() + ": holds files of " + c.id()
                        + " in sessions and outside of them; those outside are taken for a case of their own"));
        return remarks;
    }

    /** The table of the cohort that a single case was taken out of: beside its folder, or beside {@code inputs}. */
    private Cohort withTableAbove(Path folder) {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        List<Path> places = new ArrayList<>();
        if (parent != null) {
            places.add(parent);
            if (PLACES_OF_CASES.contains(String.valueOf(parent.getFileName())) && parent.getParent() != null) {
                places.add(parent.getParent());
            }
        }
        Optional<ByteSource> above = places.stream()
                .flatMap(place -> Stream.of(place.resolve(LABELS_FILE), place.resolve(PARTICIPANTS_FILE)))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(ByteSource::of);
        return new Cohort(source, layout, cases, tables, overlooked, emptyFolders, remarks, above);
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

    /**
     * What may be a mistake though nothing is left out: empty folders, ids that are nearly the same, subjects with
     * files in sessions and outside of them. One line each.
     */
    public List<String> remarks() {
        return Stream.concat(emptyFolders.values().stream(), remarks.stream()).toList();
    }

    /** The case of an id, which may be written otherwise as long as a person sees no difference. */
    public Optional<CaseFolder> find(String id) {
        CaseFolder exact = byId.get(id);
        return Optional.ofNullable(exact == null ? byVisibleId.get(PatientIds.visible(id)) : exact);
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
        Optional<ByteSource> table = knownTable();
        return table.isEmpty() ? Optional.empty() : Optional.of(LabelTable.readLabels(table.get()));
    }

    /**
     * Reads the same table as {@link #labels} for age and sex; it need have no column of labels. For the folder of a
     * single case it may lie beside that folder, too, where the cohort has it.
     *
     * @throws CohortException if the table is not as {@link LabelTable#readSubjects} wants it
     */
    public Optional<LabelTable> subjects() throws CohortException {
        Optional<ByteSource> table = knownTable().or(() -> tableAbove);
        return table.isEmpty() ? Optional.empty() : Optional.of(LabelTable.readSubjects(table.get()));
    }

    private Optional<ByteSource> knownTable() {
        ByteSource labels = tables.files().get(LABELS_FILE);
        return Optional.ofNullable(labels == null ? tables.files().get(PARTICIPANTS_FILE) : labels);
    }

    /**
     * Reads {@code label_predict.csv}; empty when there is none.
     *
     * @throws CohortException if the table is not as {@link LabelTable#readPredictions} wants it
     */
    public Optional<LabelTable> predictedLabels() throws CohortException {
        ByteSource table = tables.files().get(PREDICTIONS_FILE);
        return table == null ? Optional.empty() : Optional.of(LabelTable.readPredictions(table));
    }

    /**
     * Files that may have been meant for the table of labels and are not read: where there is none, those of a similar
     * name; and a table in the shadow of another. One line each.
     */
    public List<String> unreadLabels() {
        List<String> lines = new ArrayList<>(tables.strangers().getOrDefault(LABELS_FILE, List.of()));
        lines.addAll(tables.strangers().getOrDefault(PARTICIPANTS_FILE, List.of()));
        ByteSource labels = tables.files().get(LABELS_FILE);
        ByteSource participants = tables.files().get(PARTICIPANTS_FILE);
        if (labels != null && participants != null) {
            lines.add(participants.name() + ": is not read, for there is " + labels.name() + "; keep one");
        }
        return shown(lines, knownTable().isPresent());
    }

    /** As {@link #unreadLabels}, for the table of predicted labels. */
    public List<String> unreadPredictions() {
        return shown(
                tables.strangers().getOrDefault(PREDICTIONS_FILE, List.of()),
                tables.files().containsKey(PREDICTIONS_FILE));
    }

    /** Beside the right table, one of a similar name is no mistake. */
    private static List<String> shown(List<String> lines, boolean found) {
        return lines.stream()
                .filter(line -> !found || !line.contains(CohortTables.MUST_BE_CALLED))
                .toList();
    }

    /**
     * Whether anything is predicted, be it a mask, a diagnosis or a table of labels. A file whose name is a little off
     * counts, though it is not read: whoever wrote it meant to predict.
     */
    public boolean holdsPredictions() {
        return tables.files().containsKey(PREDICTIONS_FILE)
                || cases.stream()
                        .anyMatch(c -> !c.predictedMasks().isEmpty()
                                || c.diagnosisFile().isPresent())
                || overlooked.stream()
                        .anyMatch(o ->
                                o.meant().filter(name -> name.contains("_pred")).isPresent());
    }

    /** Only the cases with these ids, with the same tables; ids that the cohort lacks are ignored. */
    public Cohort restrictedTo(Collection<String> ids) {
        Set<String> wanted = Set.copyOf(ids);
        return new Cohort(
                source,
                layout,
                cases.stream().filter(c -> wanted.contains(c.id())).toList(),
                tables,
                overlooked,
                emptyFolders,
                remarks,
                tableAbove);
    }

    /**
     * The same cohort, in which every patient of whom nothing was recognized is a case without files: for those who
     * must answer for each folder.
     */
    public Cohort withUnrecognized() {
        List<CaseFolder> all = new ArrayList<>(cases);
        Stream.concat(
                        emptyFolders.keySet().stream(),
                        overlooked.stream().filter(Overlooked::wholeCase).map(Overlooked::caseId))
                .distinct()
                .filter(id -> !byId.containsKey(id))
                .map(id -> new CaseFolder(id, id, Map.of(), Map.of(), Map.of(), Optional.empty()))
                .forEach(all::add);
        return new Cohort(source, layout, all, tables, overlooked, emptyFolders, remarks, tableAbove);
    }
}
