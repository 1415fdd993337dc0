package org.substantia.cohort.layout;

import java.util.List;
import java.util.Map;
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
 * outputs/ID/{QSM_pred,NM_pred}.nii.gz                     a submission
 * </pre>
 *
 * <p>A case may have files in all three places, one for each image or mask. Both {@code .nii} and {@code .nii.gz} are
 * accepted; where both lie side by side, {@code .nii.gz} is taken.
 */
final class ChallengeLayout implements CohortLayout {
    private static final Pattern CASE_FILE = Pattern.compile("(?:inputs/|outputs/)?(?<id>[^/]+)/(?<file>[^/]+)");

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

    /** A file right below {@code inputs} or {@code outputs} belongs to no case. */
    private static boolean isTopFolder(String name) {
        return name.equals("inputs") || name.equals("outputs");
    }
}
