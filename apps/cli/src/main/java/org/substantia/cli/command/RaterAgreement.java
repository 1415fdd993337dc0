package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.DrawingState;
import org.substantia.annotation.DrawnMask;
import org.substantia.annotation.Rater;
import org.substantia.annotation.WorkTime;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.json.JsonNumbers;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.cli.console.Version;
import org.substantia.cli.output.AgreementJson;
import org.substantia.cli.output.AgreementJson.ComparedCase;
import org.substantia.cli.output.TextTable;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.LabelMap;
import org.substantia.scoring.agreement.NucleusAgreement;
import org.substantia.scoring.agreement.RaterComparison;
import org.substantia.scoring.statistics.Interval;

/** How well two raters agree on the cases that both have drawn, as a table and as {@code agreement.json}. */
final class RaterAgreement {
    private static final double SECONDS = 60;

    private final AnnotationFolder folder;
    private final Rater first;
    private final Rater second;
    private final Map<LabelScheme, List<ComparedCase>> compared = new EnumMap<>(LabelScheme.class);
    private final List<String> faults = new ArrayList<>();

    /** One rater's mask of one case. */
    private record Rated(AgreementJson.Rating rating, LabelMap labels) {}

    private RaterAgreement(AnnotationFolder folder, Rater first, Rater second) {
        this.folder = folder;
        this.first = first;
        this.second = second;
    }

    /** Compares what both have drawn; what cannot be compared is among the {@link #faults}. */
    static RaterAgreement of(AnnotationFolder folder, Rater first, Rater second, List<CaseFolder> cases) {
        RaterAgreement agreement = new RaterAgreement(folder, first, second);
        for (LabelScheme scheme : LabelScheme.values()) {
            for (CaseFolder one : cases) {
                try {
                    agreement.compare(one, scheme).ifPresent(both -> agreement
                            .compared
                            .computeIfAbsent(scheme, s -> new ArrayList<>())
                            .add(both));
                } catch (IOException e) {
                    agreement.faults.add(e.getMessage());
                }
            }
        }
        return agreement;
    }

    /** The cases that could not be compared, one line each. */
    List<String> faults() {
        return faults;
    }

    /** Whether there is no mask that both have drawn. */
    boolean isEmpty() {
        return compared.isEmpty();
    }

    /** With intervals where there are enough cases. */
    void print(PrintWriter out) {
        compared.forEach((scheme, cases) -> {
            out.println(
                    scheme + ", " + Format.count(cases.size(), "case") + ", " + first.name() + " and " + second.name());
            out.println(table(NucleusAgreement.table(
                    cases.stream().map(ComparedCase::nuclei).toList())));
            out.println("minutes a case: " + first.name() + " " + minutes(cases, ComparedCase::first) + ", "
                    + second.name() + " " + minutes(cases, ComparedCase::second));
        });
    }

    private static String minutes(List<ComparedCase> cases, Function<ComparedCase, AgreementJson.Rating> rating) {
        return Format.of(
                cases.stream()
                        .mapToDouble(one -> rating.apply(one).minutes())
                        .average()
                        .orElseThrow(),
                1);
    }

    private static TextTable table(List<NucleusAgreement> rows) {
        TextTable table = new TextTable("nucleus", "cases", "Dice", "HD95 mm", "volume %", "ICC volume", "ICC mean");
        for (NucleusAgreement row : rows) {
            NucleusAgreement.Intervals intervals = row.intervals();
            table.row(
                    row.nucleus().symbol(),
                    Integer.toString(row.cases()),
                    text(OptionalDouble.of(row.dice()), intervals.dice(), 1, 3),
                    text(row.hausdorff95Mm(), intervals.hausdorff95Mm(), 1, 2),
                    text(OptionalDouble.of(row.volumeDifference()), intervals.volumeDifference(), 100, 1),
                    text(row.volumeCorrelation(), intervals.volumeCorrelation(), 1, 2),
                    text(row.meanValueCorrelation(), intervals.meanValueCorrelation(), 1, 2));
        }
        return table;
    }

    private static String text(OptionalDouble value, Optional<Interval> interval, double factor, int digits) {
        if (value.isEmpty()) {
            return "-";
        }
        return Format.of(factor * value.getAsDouble(), digits)
                + interval.map(i -> " (" + Format.of(factor * i.low(), digits) + " to "
                                + Format.of(factor * i.high(), digits) + ")")
                        .orElse("");
    }

    /** Writes everything that was compared. */
    void write(Path file) throws IOException {
        Map<String, String> inputs = new TreeMap<>();
        compared.forEach((scheme, cases) -> cases.forEach(one -> {
            inputs.put(first.name() + "/" + one.id() + "/" + scheme, one.first().maskSha256());
            inputs.put(
                    second.name() + "/" + one.id() + "/" + scheme, one.second().maskSha256());
        }));
        Provenance provenance = new Provenance(Version.number(), "annotate", Map.of(), OptionalLong.empty(), inputs);
        JsonFiles.write(file, AgreementJson.of(provenance, first.name(), second.name(), compared));
    }

    private Optional<ComparedCase> compare(CaseFolder one, LabelScheme scheme) throws IOException {
        // A mask that was only opened is nobody's verdict that there is nothing; an empty one that is signed is.
        if (folder.state(one.id(), scheme, first) == DrawingState.EMPTY
                || folder.state(one.id(), scheme, second) == DrawingState.EMPTY) {
            return Optional.empty();
        }
        Optional<Scan> scan = ScanReader.read(one).image(scheme.modality());
        if (scan.isEmpty()) {
            throw new IOException(one.id() + ": has no " + scheme.modality() + ", on which it was drawn");
        }
        Rated drawnFirst = rated(one, scheme, first, scan.get());
        Rated drawnSecond = rated(one, scheme, second, scan.get());
        return Optional.of(new ComparedCase(
                one.id(),
                drawnFirst.rating(),
                drawnSecond.rating(),
                RaterComparison.of(scheme, scan.get().measured(), drawnFirst.labels(), drawnSecond.labels())));
    }

    private Rated rated(CaseFolder one, LabelScheme scheme, Rater rater, Scan scan) throws IOException {
        Path log = folder.file(one.id(), scheme, rater);
        DrawnMask mask =
                DrawnMask.read(log, one.id(), scheme, rater, scan.volume().geometry());
        double minutes = WorkTime.of(mask.events()).toSeconds() / SECONDS;
        return new Rated(
                new AgreementJson.Rating(JsonNumbers.decimals(minutes, 1), mask.signed(), mask.maskSha256()),
                mask.labels());
    }
}
