package org.substantia.cohort.layout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * before run-10. The standard has no words for masks by modality: the names above are our choice.
 */
final class BidsLayout implements CohortLayout {
    private static final Pattern FILE =
            Pattern.compile("(?:rawdata/|(?<derivative>derivatives/(?:[^/]+/)?))?(?<subject>sub-[^/_]+)/"
                    + "(?:(?<session>ses-[^/_]+)/)?anat/(?<file>[^/]+)");
    private static final Pattern IN_CASE = Pattern.compile("(?:rawdata/|derivatives/(?:[^/]+/)?)?"
            + "(?<subject>(?i:sub)[^/]*)/(?:(?<session>ses-[^/_]+)/)?(?<anat>anat/)?(?:[^/]+/)*(?<file>[^/]+)");
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
        String session = matcher.group("session");
        String id = matcher.group("subject") + (session == null ? "" : "_" + session);
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
            add(
                    assembler,
                    subject,
                    session == null ? subject : subject + "_" + session,
                    stem,
                    tree.files().get(entry.getKey()));
        }
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
        if (MOVED.matcher(stem).matches()) {
            return;
        }
        // Before the suffix, which for a neuromelanin-sensitive image may well be T1w.
        if (NM.matcher(stem).matches()) {
            addFirst(assembler.draft(id, subject), Modality.NM, file);
        } else if (stem.endsWith("_T1w")) {
            addFirst(assembler.draft(id, subject), Modality.T1, file);
        } else if (stem.endsWith("_Chimap")) {
            addFirst(assembler.draft(id, subject), Modality.QSM, file);
        }
    }

    private static void addFirst(CaseAssembler.Draft draft, Modality modality, ByteSource file) throws CohortException {
        if (!draft.has(modality)) {
            draft.image(modality, file);
        }
    }
}
