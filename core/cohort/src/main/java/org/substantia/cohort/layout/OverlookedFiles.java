package org.substantia.cohort.layout;

import java.util.ArrayList;
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
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;

/** Finds what a layout left lying: patients of whom nothing was recognized, and files whose names are a little off. */
public final class OverlookedFiles {
    private final FileTree tree;
    private final CohortLayout layout;
    private final Map<String, CaseFolder> cases = new HashMap<>();
    private final Set<ByteSource> used = new HashSet<>();

    private OverlookedFiles(FileTree tree, CohortLayout layout, List<CaseFolder> cases) {
        this.tree = tree;
        this.layout = layout;
        for (CaseFolder one : cases) {
            this.cases.put(one.id(), one);
            used.addAll(one.images().values());
            used.addAll(one.masks().values());
            used.addAll(one.predictedMasks());
            one.diagnosisFile().ifPresent(used::add);
        }
    }

    /**
     * @param layout how the tree is laid out
     * @param cases what was recognized in it
     * @return by the patients' ids
     */
    public static List<Overlooked> in(FileTree tree, CohortLayout layout, List<CaseFolder> cases) {
        return new OverlookedFiles(tree, layout, cases).find();
    }

    /**
     * Folders that seem to be a patient's and hold nothing.
     *
     * @param layout how the tree is laid out
     * @param cases what was recognized in it
     * @return a line that names the folder, by the patient's id
     */
    public static SortedMap<String, String> emptyFolders(FileTree tree, CohortLayout layout, List<CaseFolder> cases) {
        Set<String> known = cases.stream().map(CaseFolder::id).collect(Collectors.toSet());
        SortedMap<String, String> lines = new TreeMap<>();
        for (String folder : tree.emptyFolders()) {
            layout.caseOf(tree, folder + "/QSM.nii.gz")
                    .filter(id -> !known.contains(id) && nameOf(folder).equals(id))
                    .ifPresent(id -> lines.put(
                            id,
                            tree.name() + "/" + folder + ": is empty; if it is a patient's, the files are missing"));
        }
        return lines;
    }

    /** The file of a tree without any case that came closest to being read; for messages. */
    public static Optional<String> closest(FileTree tree) {
        return tree.files().entrySet().stream()
                .flatMap(entry -> NearName.meant(nameOf(entry.getKey()), parentOf(entry.getKey()))
                        .map(meant -> entry.getValue().name() + " came closest; it should be named " + meant)
                        .stream())
                .findFirst();
    }

    private List<Overlooked> find() {
        SortedMap<String, List<Candidate>> byCase = new TreeMap<>();
        for (Map.Entry<String, ByteSource> entry : tree.files().entrySet()) {
            if (!used.contains(entry.getValue())) {
                layout.caseOf(tree, entry.getKey())
                        .filter(id -> !holdsOtherPatients(id, entry.getKey()))
                        .flatMap(id -> candidate(id, entry.getKey(), entry.getValue()))
                        .ifPresent(candidate -> byCase.computeIfAbsent(candidate.id(), id -> new ArrayList<>())
                                .add(candidate));
            }
        }
        List<Overlooked> overlooked = new ArrayList<>();
        byCase.forEach((id, candidates) -> {
            CaseFolder known = cases.get(id);
            if (known == null) {
                overlooked.add(wholeCase(candidates));
            } else {
                candidates.stream()
                        .filter(candidate -> candidate.meant().isPresent()
                                && !has(known, candidate.meant().get()))
                        .forEach(candidate -> overlooked.add(file(candidate)));
            }
        });
        return overlooked;
    }

    /** Below a folder of results or a backup patients have folders again: it is nobody's own. */
    private boolean holdsOtherPatients(String id, String path) {
        for (String folder : parentsOf(path)) {
            if (cases.containsKey(folder) && !id.startsWith(folder)) {
                return true;
            }
        }
        return false;
    }

    /** A file that seems to be a patient's. */
    private record Candidate(String id, String file, Optional<String> meant) {}

    private static Optional<Candidate> candidate(String id, String path, ByteSource file) {
        Optional<String> meant = NearName.meant(nameOf(path), id);
        return meant.isPresent() || NearName.isImage(nameOf(path))
                ? Optional.of(new Candidate(id, file.name(), meant))
                : Optional.empty();
    }

    private Overlooked wholeCase(List<Candidate> candidates) {
        Candidate closest = candidates.stream()
                .min(Comparator.comparing(candidate -> candidate.meant().isEmpty()))
                .orElseThrow();
        return new Overlooked(
                closest.id(),
                true,
                closest.file(),
                closest.meant(),
                "nothing was recognized of this patient; " + closest.file() + " came closest, expected "
                        + closest.meant().flatMap(layout::spelling).orElse(layout.expected()));
    }

    private Overlooked file(Candidate candidate) {
        return new Overlooked(
                candidate.id(),
                false,
                candidate.file(),
                candidate.meant(),
                candidate.file() + " was not read because of its name or place, expected "
                        + candidate.meant().flatMap(layout::spelling).orElse(layout.expected()));
    }

    private static boolean has(CaseFolder one, String meant) {
        for (Modality modality : Modality.values()) {
            if (meant.equals(modality.name() + ".nii.gz")) {
                return one.image(modality).isPresent();
            }
        }
        for (Modality image : CaseAssembler.STAND_IN_IMAGES) {
            if (meant.equals(LabelScheme.standInFileName(image))) {
                return one.standIns().containsKey(image);
            }
        }
        for (LabelScheme scheme : LabelScheme.values()) {
            if (meant.equals(scheme.maskFileName())) {
                return one.mask(scheme).isPresent();
            }
            if (meant.equals(scheme.predictionFileName())) {
                return one.prediction(scheme).isPresent();
            }
        }
        return one.diagnosisFile().isPresent();
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String[] parentsOf(String path) {
        int end = path.lastIndexOf('/');
        return end < 0 ? new String[0] : path.substring(0, end).split("/", -1);
    }

    private static String parentOf(String path) {
        int end = path.lastIndexOf('/');
        return end < 0 ? "" : nameOf(path.substring(0, end));
    }
}
