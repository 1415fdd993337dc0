package org.substantia.scoring.challenge;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.segmentation.MaskScore;

/**
 * The scored masks of one case.
 *
 * @param caseId name of the case, {@code RJPD_005}
 * @param masks the masks that could be scored; a predicted mask that is missing or unreadable has no entry
 */
public record CaseScore(String caseId, Map<LabelScheme, MaskScore> masks) {
    /** @throws IllegalArgumentException if a mask is filed under another scheme than its own */
    public CaseScore {
        Map<LabelScheme, MaskScore> copy = new EnumMap<>(LabelScheme.class);
        copy.putAll(masks);
        copy.forEach((scheme, mask) -> {
            if (mask.scheme() != scheme) {
                throw new IllegalArgumentException(caseId + ": a " + mask.scheme() + " mask filed as " + scheme);
            }
        });
        masks = Collections.unmodifiableMap(copy);
    }

    public Optional<MaskScore> mask(LabelScheme scheme) {
        return Optional.ofNullable(masks.get(scheme));
    }
}
