package org.substantia.cohort.layout;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;

/**
 * A data set in the Brain Imaging Data Structure (bids-specification.readthedocs.io), raw or derivative:
 *
 * <pre>
 * [rawdata/]sub-ID/[ses-ID/]anat/*_T1w.nii.gz                              T1
 * [rawdata/]sub-ID/[ses-ID/]anat/*_Chimap.nii.gz                           QSM
 * [rawdata/]sub-ID/[ses-ID/]anat/*_desc-nm_*.nii.gz                        NM, of any suffix
 * derivatives/NAME/sub-ID/[ses-ID/]anat/*_desc-QSM_dseg.nii.gz             reference mask; NM alike
 * derivatives/NAME/sub-ID/[ses-ID/]anat/*_desc-QSMpred_dseg.nii.gz         predicted mask; NM alike
 * [rawdata/]participants.tsv                                               labels, age, sex
 * </pre>
 *
 * <p>A case is one session; its id is {@code sub-ID} or {@code sub-ID_ses-ID} and its subject {@code sub-ID}.
 * Susceptibility maps are derivatives to many tools, so images are taken from {@code derivatives} as well where the raw
 * data have none, but not those moved to another space ({@code space-*}). Of several runs the first is taken, run-2
 * before run-10, and of several pipelines the first by name. What a pipeline made of a subject, not of a session,
 * belongs to the only session with raw images; of several, an image is left out where any of them has one of its kind,
 * which it was made from. The standard has no words for masks by modality: the names above are our choice.
 */
final class BidsLayout implements CohortLayout {
    private static final Pattern FILE =
            Pattern.compile("(?:rawdata/|(?<derivative>derivatives/(?:[^/]+/)?))?(?<subject>sub-[^/_]+)/"
                    + "(?:(?<session>ses-[^/_]+)/)?anat/(?<file>[^/]+)");
    private static final Pattern IN_CASE = Pattern.compile("(?:rawdata/|derivatives/(?:[^/]+/)?)?"
            + "(?<subject>(?i:sub)[^/]*)/(?:(?<session>ses-[^/_]+)/)?(?<anat>anat/)?(?:[^/]+/)*(?<file>[^/]+)");
    private static final String DERIVATIVES = "derivatives/";
    private static final Pattern NM = Pattern.compile(".*_desc-nm_[^_]+");
    private static final Pattern MOVED = Pattern.compile(".*_space-.*");

    @Override
    public String title() {
        return "a BIDS data set";
    }

    @Override
    public List<CaseFolder> cases(FileTree tree) throws CohortException {
        CaseAssembler assembler = new CaseAssembler();
        addFiles(tree, assembler, false);
        addFiles(tree, assembler, true);
        return assembler.cases();
    }

    @Override
    public Optional<String> caseOf(FileTree tree, String path) {
        Matcher matcher = IN_CASE.matcher(path);
        if (!matcher.matches() || MOVED.matcher(path).matches()) {
            return Optional.empty();
        }
        String subject = matcher.group("subject");
        String session = matcher.group("session");
        if (session == null && path.startsWith(DERIVATIVES)) {
            SortedSet<String> sessions = rawSessions(tree, subject);
            if (sessions.size() > 1) {
                return Optional.empty();
            }
            session = sessions.isEmpty() ? null : sessions.first();
        }
        String id = idOf(subject, session);
        // Other folders, func or dwi, hold many images that are not looked for.
        return matcher.group("anat") != null
                        || NearName.meant(matcher.group("file"), id).isPresent()
                ? Optional.of(id)
                : Optional.empty();
    }

    @Override
    public String expected() {
        return "anat/*_T1w.nii.gz, *_Chimap.nii.gz or *_desc-nm_*.nii.gz";
    }

    @Override
    public Optional<String> spelling(String name) {
        return switch (name) {
            case "T1.nii.gz" -> Optional.of("anat/*_T1w.nii.gz");
            case "QSM.nii.gz" -> Optional.of("anat/*_Chimap.nii.gz");
            case "NM.nii.gz" -> Optional.of("anat/*_desc-nm_*.nii.gz");
            default -> Optional.empty();
        };
    }

    private static void addFiles(FileTree tree, CaseAssembler assembler, boolean derivatives) throws CohortException {
        SortedMap<String, Matcher> paths = new TreeMap<>(NumberedNames.ORDER);
        for (String path : tree.files().keySet()) {
            Matcher matcher = FILE.matcher(path);
            if (matcher.matches()
                    && (matcher.group("derivative") != null) == derivatives
                    && !tree.files().containsKey(path + ".gz")) {
                paths.put(path, matcher);
            }
        }
        for (Map.Entry<String, Matcher> entry : paths.entrySet()) {
            Matcher matcher = entry.getValue();
            String subject = matcher.group("subject");
            String session = matcher.group("session");
            String stem = CaseAssembler.stemOf(matcher.group("file")).orElse("");
            SortedSet<String> sessions =
                    derivatives && session == null ? rawSessions(tree, subject) : Collections.emptySortedSet();
            boolean isKnown = imageOf(stem)
                    .filter(image -> sessions.stream()
                            .anyMatch(one ->
                                    assembler.draft(idOf(subject, one), subject).has(image)))
                    .isPresent();
            if (!isKnown) {
                String id = idOf(subject, sessions.size() == 1 ? sessions.first() : session);
                add(assembler, subject, id, stem, tree.files().get(entry.getKey()));
            }
        }
    }

    /** @param session null for files outside of sessions */
    private static String idOf(String subject, String session) {
        return session == null ? subject : subject + "_" + session;
    }

    /** The sessions of a subject that have raw images; none if there are raw images outside of sessions. */
    private static SortedSet<String> rawSessions(FileTree tree, String subject) {
        SortedSet<String> sessions = new TreeSet<>();
        for (String top : List.of("", "rawdata/")) {
            // The character after '/' ends the range of paths that start with the folder.
            for (String path : tree.files()
                    .subMap(top + subject + "/", top + subject + "0")
                    .keySet()) {
                Matcher matcher = FILE.matcher(path);
                if (matcher.matches()
                        && CaseAssembler.stemOf(matcher.group("file"))
                                .flatMap(BidsLayout::imageOf)
                                .isPresent()) {
                    if (matcher.group("session") == null) {
                        return Collections.emptySortedSet();
                    }
                    sessions.add(matcher.group("session"));
                }
            }
        }
        return sessions;
    }

    private static void add(CaseAssembler assembler, String subject, String id, String stem, ByteSource file)
            throws CohortException {
        for (LabelScheme scheme : LabelScheme.values()) {
            if (stem.endsWith("_desc-" + scheme + "_dseg")) {
                assembler.draft(id, subject).mask(scheme, file);
                return;
            }
            if (stem.endsWith("_desc-" + scheme + "pred_dseg")) {
                assembler.draft(id, subject).prediction(scheme, file);
                return;
            }
        }
        Optional<Modality> image = imageOf(stem);
        if (image.isPresent()) {
            CaseAssembler.Draft draft = assembler.draft(id, subject);
            if (!draft.has(image.get())) {
                draft.image(image.get(), file);
            }
        }
    }

    /** Which image a file is by its name without the ending; empty for masks, and for images in another space. */
    private static Optional<Modality> imageOf(String stem) {
        if (MOVED.matcher(stem).matches()) {
            return Optional.empty();
        }
        // Before the suffix, which for a neuromelanin-sensitive image may well be T1w.
        if (NM.matcher(stem).matches()) {
            return Optional.of(Modality.NM);
        }
        if (stem.endsWith("_T1w")) {
            return Optional.of(Modality.T1);
        }
        return stem.endsWith("_Chimap") ? Optional.of(Modality.QSM) : Optional.empty();
    }
}
