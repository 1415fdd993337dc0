package org.substantia.cohort.layout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.base.io.ByteSource;

/**
 * One folder per case, named by its id, with the challenge's file names in it:
 *
 * <pre>
 * ID/{T1,QSM,NM,QSM_mask,NM_mask}.nii.gz                   training data
 * inputs/ID/..., outputs/ID/{QSM_pred,NM_pred}.nii.gz,
 * outputs/ID/PD_pred.txt                                   the container
 * outputs/ID/{T1_pred,NM_nuclei_pred}.nii.gz               nuclei of cases without a QSM
 * outputs/ID/{QSM_pred,NM_pred}.nii.gz                     a submission
 * </pre>
 *
 * <p>A case may have files in all three places, one for each image or mask. Both {@code .nii} and {@code .nii.gz} are
 * accepted; where both lie side by side, {@code .nii.gz} is taken.
 */
final class ChallengeLayout implements CohortLayout {
    private static final Pattern CASE_FILE = Pattern.compile("(?:inputs/|outputs/)?(?<id>[^/]+)/(?<file>[^/]+)");

    private static final Pattern IN_CASE = Pattern.compile("(?:inputs/|outputs/)?(?<id>[^/]+)/.+");
    private static final Pattern LOOSE = Pattern.compile("(?:inputs/|outputs/)?(?<id>[^/]+)[ _.-]"
            + "(?i:T1w?(?:[ _.-]?pred)?|(?:QSM|NM)(?:[ _.-]?(?:mask|pred))?|NM[ _.-]?nuclei[ _.-]?pred)"
            + "\\.nii(?:\\.gz)?");

    /** What a folder of this layout, or of a single case, has to hold. */
    static final String EXPECTED =
            "T1, QSM, NM, QSM_mask, NM_mask, QSM_pred, NM_pred, T1_pred or NM_nuclei_pred as .nii.gz";

    @Override
    public String title() {
        return "one folder per case, as in the challenge's training data, container and submissions";
    }

    @Override
    public List<CaseFolder> cases(FileTree tree) throws CohortException {
        CaseAssembler assembler = new CaseAssembler();
        for (Map.Entry<String, ByteSource> entry : tree.files().entrySet()) {
            Matcher matcher = CASE_FILE.matcher(entry.getKey());
            if (matcher.matches()
                    && !isTopFolder(matcher.group("id"))
                    && !tree.files().containsKey(entry.getKey() + ".gz")) {
                assembler.addNamed(matcher.group("id"), matcher.group("file"), entry.getValue());
            }
        }
        return assembler.cases();
    }

    @Override
    public Optional<String> caseOf(FileTree tree, String path) {
        Matcher matcher = IN_CASE.matcher(path);
        if (matcher.matches() && !isTopFolder(matcher.group("id"))) {
            return Optional.of(matcher.group("id"));
        }
        // A file beside the folders of cases whose name may tell the patient: P9_QSM.nii.gz.
        Matcher loose = LOOSE.matcher(path);
        return loose.matches() ? Optional.of(loose.group("id")) : Optional.empty();
    }

    @Override
    public String expected() {
        return EXPECTED;
    }

    /** A file right below {@code inputs} or {@code outputs} belongs to no case. */
    private static boolean isTopFolder(String name) {
        return name.equals("inputs") || name.equals("outputs");
    }
}
