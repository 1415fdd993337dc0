package org.substantia.scoring.evaluation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.challenge.CaseScore;
import org.substantia.scoring.challenge.ChallengeScore;

/**
 * One case of a submission.
 *
 * @param score the masks that could be scored
 * @param official the same as the challenge's script reads them: values that are not exactly a label are background,
 *     and a mask under another name than {@code .nii.gz} is not there
 * @param challenge the composite; a mask without a usable prediction scores nothing in it
 * @param faults why masks could not be scored
 * @param referenceWarnings what is odd about the reference's masks, one line each
 * @param warnings what is odd about predicted masks that were scored, one line each
 * @param inputs SHA-256 of every file read, by {@code reference/ID/QSM_mask} and the like
 */
public record CaseEvaluation(
        CaseScore score,
        CaseScore official,
        ChallengeScore challenge,
        List<ScoringFault> faults,
        List<String> referenceWarnings,
        List<String> warnings,
        Map<String, String> inputs) {
    public CaseEvaluation {
        referenceWarnings = List.copyOf(referenceWarnings);
        warnings = List.copyOf(warnings);
        faults = List.copyOf(faults);
        inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
    }

    public String id() {
        return score.caseId();
    }

    public boolean failed() {
        return !faults.isEmpty();
    }

    /** Whether the composite says something of the prediction: the reference had both kinds of mask. */
    public boolean hasComposite() {
        return faults.stream().noneMatch(ScoringFault::ofReference);
    }

    /** Whether the reference had this kind of mask, so that the scheme's part of the composite says something. */
    public boolean hasReference(LabelScheme scheme) {
        return faults.stream().noneMatch(fault -> fault.scheme() == scheme && fault.ofReference());
    }
}
