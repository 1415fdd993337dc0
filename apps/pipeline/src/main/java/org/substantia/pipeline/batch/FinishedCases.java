package org.substantia.pipeline.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.AnalysisProvenance;
import org.substantia.pipeline.Assessor;
import org.substantia.pipeline.output.WrittenCase;

/**
 * Recognizes cases that an earlier run has finished: the files of the case name the images, models, options and version
 * that this run would use. Needs no libtorch. Immutable and thread-safe.
 */
public final class FinishedCases {
    private final AnalysisProvenance expected;
    private final Optional<Assessor> assessor;
    private final boolean reports;

    private FinishedCases(AnalysisProvenance expected, Optional<Assessor> assessor, boolean reports) {
        this.expected = expected;
        this.assessor = assessor;
        this.reports = reports;
    }

    /**
     * @param version of the program
     * @param device {@code cpu fp32}, {@code cpu}, {@code fp32} and the like; empty where results of any will do
     * @param reports whether every case has a report
     * @throws IOException naming the file of a model that cannot be read
     */
    public static FinishedCases of(AnalysisOptions options, String version, String device, boolean reports)
            throws IOException {
        return of(
                AnalysisProvenance.of(options, version, device),
                options.diagnosis().open(),
                reports);
    }

    /**
     * For an analyzer of parts that are open already.
     *
     * @param expected provenance of its analyses
     * @param assessor that it diagnoses with
     */
    public static FinishedCases of(AnalysisProvenance expected, Optional<Assessor> assessor, boolean reports) {
        return new FinishedCases(expected, assessor, reports);
    }

    /**
     * What came of a case, if it is finished.
     *
     * @param out the case's folder among the results
     */
    Optional<CaseOutcome> find(CaseFolder folder, Demographics subject, Path out) {
        try {
            Optional<WrittenCase> written = WrittenCase.read(out);
            if (written.isEmpty()
                    || written.get().failure().isPresent()
                    || !written.get().id().equals(folder.id())) {
                return Optional.empty();
            }
            Map<Modality, String> images = new EnumMap<>(Modality.class);
            for (Map.Entry<Modality, ByteSource> image : folder.images().entrySet()) {
                images.put(image.getKey(), Sha256.hex(image.getValue()));
            }
            return written.get().isOf(expected, assessor, reports, images, subject)
                    ? Optional.of(CaseOutcome.of(written.get()))
                    : Optional.empty();
        } catch (IOException e) {
            // Whatever is wrong with it, the case is analyzed anew, and faults of its images are told then.
            return Optional.empty();
        }
    }
}
