package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.orientation.AnatomicalDirection;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.segmentation.localization.AxisScales;
import org.substantia.segmentation.localization.NucleiLocalizer;
import org.substantia.segmentation.localization.NucleiLocation;

/**
 * Tells headers that place a head wrongly: with its axes exchanged or the wrong spacing along one of them. Where the
 * nuclei that the coarse network finds do not form a head's constellation, the network looks again as if the header
 * said otherwise. A header is doubted only where another one makes a head of what was none.
 */
final class HeaderCheck {
    /** Heads with right headers reach 0.25 and more, from QSM 0.38; a blurred mean of 152 heads only 0.17. */
    private static final double SUSPICIOUS_AGREEMENT = 0.2;

    /** Heads with right headers differ by less along one axis from the other two. */
    private static final double SUSPICIOUS_RATIO = 1.3;

    /** Nobody is scanned turned by more, so a constellation turned farther is none. */
    private static final double MAX_TURN = 45;

    /**
     * A score that another header must reach: it was 0.26 to 0.59 for the right headers of four scans with wrong ones,
     * and at most 0.16 for any header of twelve images that show no head.
     */
    private static final double MIN_SCORE = 0.2;

    /** By so much it must exceed the score of the image's own header; with a right one none gained more than 0.09. */
    private static final double MIN_GAIN = 0.15;

    /** Spacings that are tried along the axis of the slices, by that of the header. */
    private static final double[] FACTORS = {0.2, 0.33, 0.5, 0.7, 1.5, 2, 3, 4, 5};

    private static final double MIN_SPACING_MM = 0.2;
    private static final double MAX_SPACING_MM = 12;

    private final CoarsePass coarse;
    private final Geometry image;

    /** A header, and where the nuclei lie if it is right. */
    private record Seen(HeaderHypothesis hypothesis, NucleiLocation location) {
        double score() {
            return HeaderCheck.score(location);
        }
    }

    /**
     * @param image grid of the reference image, by its header
     * @param sampler the networks' inputs on a grid in the world of that header
     */
    HeaderCheck(Networks networks, Geometry image, Function<Geometry, float[][]> sampler) {
        this.coarse = new CoarsePass(networks, image, sampler);
        this.image = image;
    }

    /**
     * What the header of a case's reference image seems to say wrongly. Of an NM image alone nothing is told: at 4 mm
     * it shows too little.
     *
     * @param sampler the networks' inputs on a grid
     * @param byHeader where the coarse network finds the nuclei by the header, if it does
     */
    static List<String> doubts(
            Networks networks,
            CaseScans scans,
            Function<Geometry, float[][]> sampler,
            Optional<NucleiLocation> byHeader) {
        if (scans.reference().modality() == Modality.NM
                || !NucleiLocalizer.knows(networks.plan().landmarks())) {
            return List.of();
        }
        Geometry image = scans.reference().volume().geometry();
        return new HeaderCheck(networks, image, sampler).doubts(byHeader);
    }

    /** Where the nuclei lie by the header, as {@link NucleiLocalizer#find}. */
    Optional<NucleiLocation> locate() {
        return coarse.run();
    }

    /**
     * What the header seems to say wrongly; none where the constellation is a head's, or where no other header makes a
     * better one.
     *
     * @param byHeader where the nuclei lie by the header, if any was found
     */
    List<String> doubts(Optional<NucleiLocation> byHeader) {
        if (byHeader.isPresent() && !isSuspicious(byHeader.get())) {
            return List.of();
        }
        double own = byHeader.map(HeaderCheck::score).orElse(0.0);
        return best(hypotheses(byHeader))
                .filter(seen -> seen.score() >= Math.max(MIN_SCORE, own + MIN_GAIN))
                .map(seen -> List.of(doubt(seen)))
                .orElse(List.of());
    }

    static boolean isSuspicious(NucleiLocation location) {
        return location.turnDegrees() > MAX_TURN
                || location.agreement() < SUSPICIOUS_AGREEMENT
                || oddRatio(location) > SUSPICIOUS_RATIO;
    }

    /** The agreement, less the more the constellation is stretched along one axis; 0 where it is turned too far. */
    private static double score(NucleiLocation location) {
        return location.turnDegrees() > MAX_TURN ? 0 : location.agreement() / oddRatio(location);
    }

    /** How far the axis that differs most differs from the other two, at least 1. */
    private static double oddRatio(NucleiLocation location) {
        double ratio = location.scales().relative(location.scales().oddAxis());
        return Math.max(ratio, 1 / ratio);
    }

    private List<HeaderHypothesis> hypotheses(Optional<NucleiLocation> byHeader) {
        List<HeaderHypothesis> all = new ArrayList<>(HeaderHypothesis.axes(image));
        int slices = 0;
        for (int axis = 1; axis < 3; axis++) {
            if (image.size(axis) < image.size(slices)) {
                slices = axis;
            }
        }
        for (double factor : FACTORS) {
            addSpacing(all, slices, factor * image.spacing(slices));
        }
        byHeader.map(NucleiLocation::scales).ifPresent(scales -> {
            int axis = voxelAxis(scales.oddAxis());
            addSpacing(all, axis, image.spacing(axis) / scales.relative(scales.oddAxis()));
        });
        return all;
    }

    private void addSpacing(List<HeaderHypothesis> all, int axis, double spacing) {
        if (spacing >= MIN_SPACING_MM && spacing <= MAX_SPACING_MM) {
            all.add(HeaderHypothesis.spacing(image, axis, spacing));
        }
    }

    /** The voxels' axis that runs along an axis of the localizer: 0 to the left, 1 to the front, 2 up. */
    private int voxelAxis(int anatomical) {
        return Orientation.of(image).axisAlong(anatomical);
    }

    /** The one that agrees best; a spacing is then improved by the size that the head has with it. */
    private Optional<Seen> best(List<HeaderHypothesis> hypotheses) {
        Optional<Seen> best =
                hypotheses.stream().flatMap(h -> look(h).stream()).max(Comparator.comparingDouble(Seen::score));
        if (best.isPresent() && best.get().hypothesis().kind() == HeaderHypothesis.Kind.SPACING) {
            Seen improved = best.get();
            Geometry mended = improved.hypothesis().mended();
            AxisScales scales = improved.location().scales();
            for (int axis = 0; axis < 3; axis++) {
                if (mended.spacing(axis) != image.spacing(axis)) {
                    double spacing = mended.spacing(axis)
                            / scales.along(Orientation.of(image).direction(axis).worldAxis());
                    HeaderHypothesis next = HeaderHypothesis.spacing(image, axis, spacing);
                    return Optional.of(look(next)
                            .filter(seen -> seen.score() > improved.score())
                            .orElse(improved));
                }
            }
        }
        return best;
    }

    private Optional<Seen> look(HeaderHypothesis hypothesis) {
        return coarse.runAs(hypothesis.mended()).map(location -> new Seen(hypothesis, location));
    }

    private String doubt(Seen seen) {
        HeaderHypothesis hypothesis = seen.hypothesis();
        return hypothesis.kind() == HeaderHypothesis.Kind.AXES
                ? exchangedAxes(hypothesis)
                : wrongSpacing(hypothesis.mended());
    }

    private String wrongSpacing(Geometry mended) {
        for (int axis = 0; axis < 3; axis++) {
            double factor = mended.spacing(axis) / image.spacing(axis);
            if (Math.abs(factor - 1) > 1e-9) {
                String way =
                        switch (Orientation.of(image).direction(axis).worldAxis()) {
                            case 0 -> "wide";
                            case 1 -> "long";
                            default -> "tall";
                        };
                return String.format(
                        Locale.ROOT,
                        "by the header the head is %.0f %% as %s as heads are: is the %s of %.2g mm wrong? "
                                + "%.1f mm would fit",
                        100 / factor,
                        way,
                        axis == 2 ? "slice thickness" : "spacing along axis " + (axis + 1),
                        image.spacing(axis),
                        mended.spacing(axis));
            }
        }
        throw new IllegalStateException("a hypothesis on spacings changes one");
    }

    private String exchangedAxes(HeaderHypothesis hypothesis) {
        Orientation header = Orientation.of(image);
        Orientation mended = hypothesis.orientation();
        List<String> exchanged = new ArrayList<>();
        boolean sameLines = true;
        for (int axis = 0; axis < 3; axis++) {
            AnatomicalDirection from = header.direction(axis);
            AnatomicalDirection to = mended.direction(axis);
            sameLines &= from.worldAxis() == to.worldAxis();
            if (from != to && from.worldAxis() == 1) {
                exchanged.add("front and back");
            } else if (from != to && from.worldAxis() == 2) {
                exchanged.add("top and bottom");
            }
        }
        return (sameLines ? String.join(", and ", exchanged) + " look exchanged" : "the axes look exchanged")
                + ": the header says that they run " + header + ", but " + mended + " would fit (or " + mirror(mended)
                + "; which side is left the anatomy does not tell)";
    }

    /** The same orientation with left and right exchanged. */
    private static String mirror(Orientation orientation) {
        StringBuilder letters = new StringBuilder();
        for (int axis = 0; axis < 3; axis++) {
            letters.append(
                    switch (orientation.direction(axis)) {
                        case R -> 'L';
                        case L -> 'R';
                        default -> orientation.direction(axis).name();
                    });
        }
        return letters.toString();
    }
}
