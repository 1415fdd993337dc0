package org.substantia.diagnosis.biomarkers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;

/**
 * Which biomarker a value is, or which feature that a classifier derives from one. Text only in files: there it goes by
 * its {@link #name()}. Ordered by that name.
 *
 * <pre>{@code
 * SN_r.qsm.mean                  of the right nigra
 * SN.qsm.mean                    mean of both nigrae
 * SN.asymmetry.qsm               size of their difference
 * SN.qsm.mean right minus left   their difference
 * SN.qsm.mean asymmetry          how far that lies from the usual difference
 * SN laterality (QSM, NM)        several differences together
 * image.nm.mean                  of a whole image
 * }</pre>
 *
 * @param region what it is measured on
 * @param side empty for both sides together, and for whole images
 * @param measure what is measured, such as {@code qsm.mean}; of a laterality, what it rests on
 * @param comparison of the sides; always none for one side
 */
public record BiomarkerId(Region region, Optional<Side> side, String measure, Comparison comparison)
        implements Comparable<BiomarkerId> {
    private static final String ASYMMETRY = "asymmetry.";
    private static final String DIFFERENCE = " right minus left";
    private static final String UNUSUAL_DIFFERENCE = " asymmetry";
    private static final Pattern LATERALITY = Pattern.compile("(\\w+) laterality \\((.+)\\)");
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9]+)(?:_([rl]))?\\.(.+)");

    /** @throws IllegalArgumentException if one side alone is to be compared, or the measure is blank */
    public BiomarkerId {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(comparison, "comparison");
        if (measure.isBlank() || (side.isPresent() && comparison != Comparison.NONE)) {
            throw new IllegalArgumentException(
                    "no biomarker: " + region + " " + side + " " + measure + " " + comparison);
        }
    }

    public static BiomarkerId of(Nucleus nucleus, String measure) {
        return of(Region.of(nucleus.structure()), nucleus.side(), measure);
    }

    public static BiomarkerId of(Region region, Side side, String measure) {
        return new BiomarkerId(region, Optional.of(side), measure, Comparison.NONE);
    }

    /** The mean of both sides; of a whole image, its one value. */
    public static BiomarkerId mean(Region region, String measure) {
        return new BiomarkerId(region, Optional.empty(), measure, Comparison.NONE);
    }

    public static BiomarkerId ofImage(String measure) {
        return mean(Region.IMAGE, measure);
    }

    /** The size of the difference of the sides, as the catalog defines it. */
    public static BiomarkerId asymmetry(Region region, String measure) {
        return new BiomarkerId(region, Optional.empty(), measure, Comparison.ASYMMETRY);
    }

    /** @throws IllegalArgumentException if this is no {@link #name()} */
    @JsonCreator
    public static BiomarkerId parse(String name) {
        Matcher laterality = LATERALITY.matcher(name);
        if (laterality.matches()) {
            return new BiomarkerId(
                    Region.parse(laterality.group(1)), Optional.empty(), laterality.group(2), Comparison.LATERALITY);
        }
        if (name.endsWith(DIFFERENCE)) {
            return parse(without(name, DIFFERENCE)).compared(Comparison.DIFFERENCE);
        }
        if (name.endsWith(UNUSUAL_DIFFERENCE)) {
            return parse(without(name, UNUSUAL_DIFFERENCE)).compared(Comparison.UNUSUAL_DIFFERENCE);
        }
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no biomarker is called \"" + name + "\"");
        }
        Region region = Region.parse(parts.group(1));
        String measure = parts.group(3);
        if (parts.group(2) != null) {
            return of(region, parts.group(2).equals(Side.RIGHT.suffix()) ? Side.RIGHT : Side.LEFT, measure);
        }
        return measure.startsWith(ASYMMETRY)
                ? asymmetry(region, measure.substring(ASYMMETRY.length()))
                : mean(region, measure);
    }

    private static String without(String name, String end) {
        return name.substring(0, name.length() - end.length());
    }

    /** As files spell it. */
    @JsonValue
    public String name() {
        return switch (comparison) {
            case NONE -> place() + "." + measure;
            case ASYMMETRY -> place() + "." + ASYMMETRY + measure;
            case DIFFERENCE -> place() + "." + measure + DIFFERENCE;
            case UNUSUAL_DIFFERENCE -> place() + "." + measure + UNUSUAL_DIFFERENCE;
            case LATERALITY -> place() + " laterality (" + measure + ")";
        };
    }

    private String place() {
        return region.symbol() + side.map(s -> "_" + s.suffix()).orElse("");
    }

    /** The same measure of one side. */
    public BiomarkerId onSide(Side one) {
        return of(region, one, measure);
    }

    /** The mean of both sides of the same measure. */
    public BiomarkerId mean() {
        return mean(region, measure);
    }

    /** The same measure of both sides, compared. */
    public BiomarkerId compared(Comparison how) {
        return new BiomarkerId(region, Optional.empty(), measure, how);
    }

    @Override
    public int compareTo(BiomarkerId other) {
        return name().compareTo(other.name());
    }

    @Override
    public String toString() {
        return name();
    }
}
