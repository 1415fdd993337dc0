package org.substantia.report.cohort;

import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.statistics.Quantity;

/** Which published mean stands beside a figure. */
public final class PublishedMeans {
    private PublishedMeans() {}

    /**
     * @param diagnosis the diagnosis of the cases shown; volumes were published for both together
     * @return nothing where no mean was published
     */
    public static OptionalDouble of(Quantity quantity, Nucleus nucleus, Optional<Diagnosis> diagnosis) {
        return switch (quantity) {
            case VOLUME -> OptionalDouble.of(PublishedReference.volumeCm3(nucleus));
            case NM_VOLUME ->
                nucleus.structure() == Structure.SN
                        ? OptionalDouble.of(PublishedReference.nmSubstantiaNigraVolumeCm3())
                        : OptionalDouble.empty();
            case QSM ->
                diagnosis
                        .map(d -> OptionalDouble.of(PublishedReference.susceptibilityPpb(nucleus, d)))
                        .orElse(OptionalDouble.empty());
            case NM ->
                diagnosis
                        .map(d -> OptionalDouble.of(PublishedReference.nmIntensity(nucleus, d)))
                        .orElse(OptionalDouble.empty());
            case T1, SNPC_VOLUME -> OptionalDouble.empty();
        };
    }

    /** Whether the published means differ by diagnosis. */
    public static boolean byDiagnosis(Quantity quantity) {
        return quantity == Quantity.QSM || quantity == Quantity.NM;
    }
}
