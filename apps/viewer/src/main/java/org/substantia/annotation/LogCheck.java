package org.substantia.annotation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.nifti.Nifti;

/**
 * A log that was read from its first to its last event.
 *
 * @param file the log
 * @param events how many there are
 * @param signed whether the mask is signed
 * @param maskSha256 of the mask they lead to
 */
public record LogCheck(Path file, int events, boolean signed, String maskSha256) {
    /**
     * Checks the chain of a log and replays it; of a consensus also whether both raters' masks are those it began with,
     * and whether it holds all that they drew alike. A torn last line is a fault here, though drawing on would mend it.
     *
     * @param reviewed the other rater, for the log of the consensus; empty for that of {@code rater}
     * @throws IOException naming the file and the line, if anything does not fit
     */
    public static LogCheck of(
            CaseFolder folder, LabelScheme scheme, Rater rater, Optional<Rater> reviewed, AnnotationFolder annotations)
            throws IOException {
        Path file = annotations.file(folder.id(), scheme, reviewed.isPresent() ? Rater.CONSENSUS : rater);
        EventLog.Content content = EventLog.read(file);
        if (content.wholeLines() < content.length()) {
            throw new IOException(file + ": the last line is incomplete; drawing on cuts it off");
        }
        Geometry grid = Nifti.readHeader(
                        folder.image(scheme.modality()).orElseThrow(() -> lacksImage(folder.id(), scheme)))
                .geometry();
        DrawnMask mask = annotations.read(folder.id(), scheme, rater, reviewed, grid);
        return new LogCheck(file, mask.events().size(), mask.signed(), mask.maskSha256());
    }

    /** Of a case that has a log, but not the image that was drawn on. */
    static CohortException lacksImage(String caseId, LabelScheme scheme) {
        return new CohortException(caseId, "has no " + scheme.modality() + ", on which it was drawn");
    }

    /** One line for a person. */
    public String summary() {
        return file + ": " + events + " events" + (signed ? ", signed" : "") + ", mask " + maskSha256;
    }
}
