package org.substantia.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.diagnosis.biomarkers.BiomarkerInputs;
import org.substantia.diagnosis.biomarkers.BiomarkerMeasurement;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.imaging.LabelMap;
import org.substantia.pipeline.input.LabeledScans;

/** Measures the biomarkers of cases in label maps, fresh ones or masks on disk. Thread-safe. */
public final class CaseBiomarkers {
    private CaseBiomarkers() {}

    /**
     * Measures one case.
     *
     * @param scans brought together
     * @param nuclei the sixteen nuclei, on whichever image
     * @param nigra as traced in the NM image
     */
    public static Biomarkers measure(CaseScans scans, Optional<LabelMap> nuclei, Optional<LabelMap> nigra) {
        return BiomarkerMeasurement.of(new BiomarkerInputs(
                scans.measured(Modality.T1), scans.measured(Modality.QSM), scans.measured(Modality.NM), nuclei, nigra));
    }

    /**
     * Reads cases and their masks and measures them, several at once; a case that fails does not stop the others.
     *
     * @param predicted what {@code predict} made of the cases, to measure in its masks; otherwise in the cases' own
     * @param progress run after each case, from several threads
     */
    public static MeasuredCases measure(
            List<CaseFolder> cases, Optional<Cohort> predicted, Workers workers, Runnable progress) {
        CaseOutcomes<Biomarkers> measured =
                CaseOutcomes.of(cases, workers, progress, folder -> measure(folder, predicted));
        return new MeasuredCases(
                IntStream.range(0, cases.size())
                        .filter(i -> measured.results().get(i).isPresent())
                        .mapToObj(cases::get)
                        .toList(),
                measured.found(),
                measured.failures());
    }

    private static Biomarkers measure(CaseFolder folder, Optional<Cohort> predicted) throws IOException {
        LabeledScans read = LabeledScans.read(folder, predicted);
        return measure(read.scans(), read.nuclei(), read.nigra());
    }
}
