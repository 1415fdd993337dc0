package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.annotation.Annotation;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.Rater;
import org.substantia.base.text.Format;
import org.substantia.cli.console.Version;
import org.substantia.cli.output.TextTable;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.LabelMap;
import org.substantia.scoring.agreement.NucleusAgreement;
import org.substantia.scoring.agreement.NucleusComparison;
import org.substantia.scoring.agreement.RaterComparison;

/** How well two raters agree on the cases that both have drawn, as a table. */
final class RaterAgreement {
    private final AnnotationFolder folder;
    private final Rater first;
    private final Rater second;
    private final List<String> faults = new ArrayList<>();

    RaterAgreement(AnnotationFolder folder, Rater first, Rater second) {
        this.folder = folder;
        this.first = first;
        this.second = second;
    }

    /** The cases that could not be compared, one line each. */
    List<String> faults() {
        return faults;
    }

    /** @return how many masks both have drawn */
    int print(List<CaseFolder> cases, PrintWriter out) {
        int compared = 0;
        for (LabelScheme scheme : LabelScheme.values()) {
            List<List<NucleusComparison>> both = new ArrayList<>();
            for (CaseFolder one : cases) {
                try {
                    compare(one, scheme).ifPresent(both::add);
                } catch (IOException e) {
                    faults.add(e.getMessage());
                }
            }
            compared += both.size();
            if (!both.isEmpty()) {
                out.println(scheme + ", " + both.size() + (both.size() == 1 ? " case" : " cases") + ", " + first.name()
                        + " and " + second.name());
                out.println(table(NucleusAgreement.table(both)));
            }
        }
        return compared;
    }

    private static TextTable table(List<NucleusAgreement> rows) {
        TextTable table = new TextTable("nucleus", "cases", "Dice", "HD95 mm", "volume", "ICC volume", "ICC mean");
        for (NucleusAgreement row : rows) {
            table.row(
                    row.nucleus().symbol(),
                    Integer.toString(row.cases()),
                    Format.of(row.dice(), 3),
                    text(row.hausdorff95Mm(), 2),
                    Format.of(100 * row.volumeDifference(), 1) + " %",
                    text(row.volumeCorrelation(), 2),
                    text(row.meanValueCorrelation(), 2));
        }
        return table;
    }

    private static String text(OptionalDouble value, int digits) {
        return value.isPresent() ? Format.of(value.getAsDouble(), digits) : "-";
    }

    private Optional<List<NucleusComparison>> compare(CaseFolder one, LabelScheme scheme) throws IOException {
        Path a = folder.file(one.id(), scheme, first);
        Path b = folder.file(one.id(), scheme, second);
        if (!Files.exists(a) || !Files.exists(b)) {
            return Optional.empty();
        }
        Optional<Scan> scan = ScanReader.read(one).image(scheme.modality());
        if (scan.isEmpty()) {
            throw new IOException(one.id() + ": has no " + scheme.modality() + ", on which it was drawn");
        }
        return Optional.of(RaterComparison.of(
                scheme,
                scan.get().volume(),
                labels(a, one, scheme, first, scan.get()),
                labels(b, one, scheme, second, scan.get())));
    }

    private static LabelMap labels(Path log, CaseFolder one, LabelScheme scheme, Rater rater, Scan scan)
            throws IOException {
        try (Annotation mask =
                Annotation.open(log, one.id(), scheme, rater, scan.volume().geometry(), Version.number())) {
            return mask.labels();
        }
    }
}
