package org.substantia.segmentation.inference;

import java.io.IOException;

/**
 * What else is done with a case; called on a run's writing thread, one case at a time, while the networks work on the
 * next.
 */
@FunctionalInterface
public interface CaseFollowUp {
    /** @throws IOException with one line naming the case, which then counts as failed */
    void accept(SegmentedCase segmented) throws IOException;

    /** Nothing else. */
    static CaseFollowUp none() {
        return segmented -> {};
    }
}
