package org.substantia.cli.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.json.JsonNumbers;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.pipeline.evaluation.IntervalJson;
import org.substantia.scoring.agreement.DrawnNucleus;
import org.substantia.scoring.agreement.NucleusAgreement;
import org.substantia.scoring.agreement.NucleusComparison;
import org.substantia.scoring.statistics.Interval;

/**
 * {@code agreement.json}; docs/reference/agreement-json.md describes it.
 *
 * @param provenance its inputs are the masks, by rater, case and scheme
 * @param first name of the first rater
 * @param second name of the second rater
 */
public record AgreementJson(
        int schemaVersion, Provenance provenance, String first, String second, Map<LabelScheme, Masks> masks) {
    private static final int SCHEMA_VERSION = 1;

    /** All masks of one kind. */
    public record Masks(Map<Nucleus, Row> nuclei, List<Case> cases) {}

    /** A figure over all cases. */
    public record Figure(double estimate, Optional<IntervalJson> interval) {
        static Figure of(double estimate, Optional<Interval> interval) {
            return new Figure(estimate, interval.map(IntervalJson::of));
        }

        static Optional<Figure> of(OptionalDouble estimate, Optional<Interval> interval) {
            return estimate.isPresent() ? Optional.of(of(estimate.getAsDouble(), interval)) : Optional.empty();
        }
    }

    /** One nucleus over all cases. */
    public record Row(
            int cases,
            Figure dice,
            Optional<Figure> hausdorff95Mm,
            Figure volumeDifference,
            Optional<Figure> volumeIcc,
            Optional<Figure> meanValueIcc) {
        static Row of(NucleusAgreement row) {
            return new Row(
                    row.cases(),
                    Figure.of(row.dice(), row.intervals().dice()),
                    Figure.of(row.hausdorff95Mm(), row.intervals().hausdorff95Mm()),
                    Figure.of(row.volumeDifference(), row.intervals().volumeDifference()),
                    Figure.of(row.volumeCorrelation(), row.intervals().volumeCorrelation()),
                    Figure.of(row.meanValueCorrelation(), row.intervals().meanValueCorrelation()));
        }
    }

    /** One case. */
    public record Case(@JsonProperty("case") String id, Rating first, Rating second, Map<Nucleus, Comparison> nuclei) {}

    /** One rater's mask of a case. */
    public record Rating(double minutes, boolean signed, String maskSha256) {}

    /** One nucleus of a case. */
    public record Comparison(
            double dice,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble hausdorff95Mm,
            Drawing first,
            Drawing second) {
        static Comparison of(NucleusComparison one) {
            return new Comparison(
                    one.dice(),
                    Double.isFinite(one.hausdorff95Mm())
                            ? OptionalDouble.of(one.hausdorff95Mm())
                            : OptionalDouble.empty(),
                    Drawing.of(one.first()),
                    Drawing.of(one.second()));
        }
    }

    /** One rater's drawing of a nucleus. */
    public record Drawing(double volumeMm3, OptionalDouble meanValue) {
        static Drawing of(DrawnNucleus drawn) {
            return new Drawing(
                    JsonNumbers.decimals(drawn.volumeMm3(), 3),
                    drawn.meanValue().isPresent()
                            ? OptionalDouble.of(
                                    JsonNumbers.significant(drawn.meanValue().getAsDouble(), 6))
                            : drawn.meanValue());
        }
    }

    /**
     * One compared case.
     *
     * @param nuclei all of the scheme
     */
    public record ComparedCase(String id, Rating first, Rating second, List<NucleusComparison> nuclei) {}

    /** @param compared at least one case of every scheme */
    public static AgreementJson of(
            Provenance provenance, String first, String second, Map<LabelScheme, List<ComparedCase>> compared) {
        Map<LabelScheme, Masks> masks = new LinkedHashMap<>();
        compared.forEach((scheme, cases) -> {
            Map<Nucleus, Row> rows = new LinkedHashMap<>();
            NucleusAgreement.table(cases.stream().map(ComparedCase::nuclei).toList())
                    .forEach(row -> rows.put(row.nucleus(), Row.of(row)));
            List<Case> ofCases = new ArrayList<>();
            for (ComparedCase one : cases) {
                Map<Nucleus, Comparison> nuclei = new LinkedHashMap<>();
                one.nuclei().stream()
                        .filter(NucleusComparison::drawn)
                        .forEach(nucleus -> nuclei.put(nucleus.nucleus(), Comparison.of(nucleus)));
                ofCases.add(new Case(one.id(), one.first(), one.second(), nuclei));
            }
            masks.put(scheme, new Masks(rows, ofCases));
        });
        return new AgreementJson(SCHEMA_VERSION, provenance, first, second, masks);
    }
}
