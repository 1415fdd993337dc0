package org.substantia.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.BiomarkerTerms;
import org.substantia.diagnosis.biomarkers.Region;
import org.substantia.pipeline.output.DiagnosisSummary;
import org.substantia.pipeline.output.WrittenCase;
import org.substantia.pipeline.output.WrittenMarker;
import org.substantia.report.patient.ReportTerms;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.FindingsSource;
import org.substantia.viewer.findings.Marker;
import org.substantia.viewer.findings.MarkerPlace;

/**
 * What the files of {@code predict} say of each case. Nothing is known of cases of other cohorts. Thread-safe.
 *
 * @param results the folder with one folder per case; any other path is a source of nothing
 */
public record ResultFindings(Path results) implements FindingsSource {
    @Override
    public Optional<CaseFindings> of(String caseId) throws IOException {
        Path folder = results.resolve(caseId);
        // An id is a file name; nothing beside the results is looked at.
        if (!folder.normalize().startsWith(results.normalize()) || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Optional<WrittenCase> written = WrittenCase.read(folder);
        return written.isEmpty() ? Optional.empty() : Optional.of(findings(written.get()));
    }

    private static CaseFindings findings(WrittenCase written) throws IOException {
        if (written.failure().isPresent()) {
            return new CaseFindings(
                    List.of(written.failure().get()),
                    Optional.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    List.of(),
                    List.of());
        }
        Optional<DiagnosisSummary> diagnosis = written.diagnosis();
        return new CaseFindings(
                flags(written, diagnosis),
                diagnosis.map(d -> ReportTerms.shortVerdict(d.verdict())),
                diagnosis.filter(DiagnosisSummary::estimated).isPresent()
                        ? OptionalDouble.of(diagnosis.get().probability())
                        : OptionalDouble.empty(),
                written.doubt(),
                markers(written.evidence()),
                markers(written.biomarkers()));
    }

    private static List<String> flags(WrittenCase written, Optional<DiagnosisSummary> diagnosis) throws IOException {
        List<String> flags = new ArrayList<>(written.warnings());
        if (!written.flagged().isEmpty()) {
            flags.add("look at " + String.join(" ", written.flagged()));
        }
        if (diagnosis.isPresent() && !diagnosis.get().inDistribution()) {
            flags.add("unlike the persons the model was trained on");
        }
        return flags;
    }

    private static List<Marker> markers(List<WrittenMarker> written) {
        return written.stream()
                .map(marker -> new Marker(
                        marker.id().name(),
                        BiomarkerTerms.title(marker.id()),
                        marker.value(),
                        BiomarkerTerms.unit(marker.id()),
                        marker.z(),
                        marker.parkinsonZ(),
                        marker.logOdds(),
                        BiomarkerCatalog.find(marker.id())
                                .map(BiomarkerDefinition::leading)
                                .orElse(false),
                        place(marker.id())))
                .toList();
    }

    /** Where it can be seen: on the image it is of, in the mask it was measured in. */
    static MarkerPlace place(BiomarkerId id) {
        boolean nm = id.measure().matches("(nm|NM)\\b.*") || id.measure().startsWith("nm_");
        if (id.region() == Region.IMAGE) {
            String image = id.measure().split("\\.", 2)[0].toUpperCase(Locale.ROOT);
            return new MarkerPlace(
                    image.equals("T1") ? Modality.T1 : nm ? Modality.NM : Modality.QSM,
                    nm ? LabelScheme.NM : LabelScheme.QSM,
                    Optional.empty(),
                    Optional.empty());
        }
        Structure structure = id.region().isNigra()
                ? Structure.SN
                : Structure.valueOf(id.region().name());
        // The mean and one of the contrasts of the nigra are taken in its tracing on QSM, as for all other nuclei.
        boolean tracedInNm = nm
                && id.region().isNigra()
                && !List.of("nm.mean", "nm.contrast_qsm").contains(id.measure());
        return new MarkerPlace(
                nm ? Modality.NM : Modality.QSM,
                tracedInNm ? LabelScheme.NM : LabelScheme.QSM,
                Optional.of(structure),
                id.side());
    }
}
