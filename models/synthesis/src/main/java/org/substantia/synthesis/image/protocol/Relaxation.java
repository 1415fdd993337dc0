package org.substantia.synthesis.image.protocol;

import java.util.EnumMap;
import java.util.Map;
import org.substantia.base.json.EnumNames;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.table.ParameterTable;

/**
 * Tissue properties at 3 T and the signal they give in a spoiled gradient echo. The numbers and their sources are in
 * {@code relaxation.csv}.
 *
 * @param t1 longitudinal relaxation time, ms
 * @param protonDensity relative to water
 * @param t2Star effective transverse relaxation time, ms
 * @param transfer share of the signal that an off-resonance pulse takes away, 0 to 1
 */
record Relaxation(double t1, double protonDensity, double t2Star, double transfer) {
    private static final Map<RenderClass, Relaxation> TABLE = table("");
    private static final Map<RenderClass, Relaxation> RANDOMIZED = table("randomized.");

    /** Signal of a spoiled gradient echo (Ernst equation). */
    double signal(PulseSequence sequence) {
        double e1 = Math.exp(-sequence.repetitionMs() / t1);
        double flip = Math.toRadians(sequence.flipDegrees());
        double steady = Math.sin(flip) * (1 - e1) / (1 - e1 * Math.cos(flip));
        return protonDensity
                * steady
                * Math.exp(-sequence.echoMs() / t2Star)
                * (sequence.magnetizationTransfer() ? 1 - transfer : 1);
    }

    static Relaxation of(RenderClass renderClass) {
        return TABLE.get(renderClass);
    }

    /** For the T1 scans of randomized cases. */
    static Relaxation ofRandomized(RenderClass renderClass) {
        return RANDOMIZED.get(renderClass);
    }

    Relaxation withT1(double other) {
        return new Relaxation(other, protonDensity, t2Star, transfer);
    }

    /** @param kind which rows count, where there are such of a tissue, instead of its usual one */
    private static Map<RenderClass, Relaxation> table(String kind) {
        ParameterTable numbers = ParameterTable.of(Relaxation.class, "relaxation.csv");
        Map<RenderClass, Relaxation> table = new EnumMap<>(RenderClass.class);
        for (RenderClass renderClass : RenderClass.values()) {
            String row = numbers.has(kind + row(renderClass)) ? kind + row(renderClass) : row(renderClass);
            table.put(
                    renderClass,
                    new Relaxation(
                            numbers.number(row, "t1_ms"),
                            numbers.number(row, "proton_density"),
                            numbers.number(row, "t2_star_ms"),
                            numbers.number(row, "transfer")));
        }
        return table;
    }

    /** Both sides of a nucleus have one row, and the nigra has one in either tracing. */
    private static String row(RenderClass renderClass) {
        return switch (renderClass) {
            case NM_SN_R, NM_SN_L -> "SN";
            default ->
                renderClass
                        .nucleus()
                        .map(nucleus -> nucleus.structure().symbol())
                        .orElseGet(() -> EnumNames.of(renderClass));
        };
    }
}
