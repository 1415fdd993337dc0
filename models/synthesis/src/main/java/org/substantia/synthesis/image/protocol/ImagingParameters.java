package org.substantia.synthesis.image.protocol;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.synthesis.image.labels.RenderClass;

/**
 * Everything about a subject's three scans that does not belong to the subject: contrast, noise and artifacts. Together
 * with the labels and the {@link org.substantia.synthesis.subject.SubjectParameters subject} it determines every voxel.
 *
 * @param seed of the random fields: texture, noise, vessels, shading
 * @param domain how the parameters were drawn
 * @param t1 the T1 scan
 * @param qsm the gradient echo scan that susceptibility was computed from
 * @param nm the neuromelanin scan
 * @param t1Signal T1 signal of every render class, white matter 1
 * @param tissuePpb susceptibility of every tissue, ppb
 * @param nmSignal NM signal of every render class, mean of white matter and cortex 1; those of the nuclei are the
 *     subject's instead
 * @param qsmArtifacts what susceptibility mapping leaves behind
 * @param skullStripped whether everything outside the brain is 0 in T1 and NM
 * @param cutBelowMm how much of the field of view is missing at the bottom, mm
 * @param cutAboveMm how much of the field of view is missing at the top, mm
 */
public record ImagingParameters(
        long seed,
        AcquisitionDomain domain,
        Scan t1,
        Scan qsm,
        Scan nm,
        ClassValues t1Signal,
        ClassValues tissuePpb,
        ClassValues nmSignal,
        QsmArtifacts qsmArtifacts,
        boolean skullStripped,
        double cutBelowMm,
        double cutAboveMm) {

    /**
     * One scan.
     *
     * @param present whether the case has this image
     * @param signal what its values are
     * @param ghost what motion leaves in it
     * @param resolution what a voxel holds
     * @param motion how the head has moved since the QSM scan
     */
    public record Scan(boolean present, Signal signal, Ghost ghost, Resolution resolution, Motion motion) {}

    /**
     * Scale and unevenness of a scan's values.
     *
     * @param gain what a signal of 1 is written as; 1 for QSM, which is in ppb
     * @param noise standard deviation of the noise in each channel, as a share of the brain's signal; for QSM in ppb
     * @param shading standard deviation of the coil's uneven sensitivity over the head, as a share; 0 for QSM
     * @param texture standard deviation of the texture within tissue, as a share of its signal; for QSM in ppb
     */
    public record Signal(double gain, double noise, double shading, double texture) {
        public Signal {
            if (noise < 0) {
                throw new IllegalArgumentException("noise is at least 0, not " + noise);
            }
        }
    }

    /**
     * The ghost of a moving head along the phase-encoding direction.
     *
     * @param amplitude as a share of the image; 0 for QSM
     * @param shift as a share of the field of view
     */
    public record Ghost(double amplitude, double shift) {
        public static final Ghost NONE = new Ghost(0, 0);
    }

    /**
     * What a voxel holds of its surroundings.
     *
     * @param psfVoxels standard deviation of the in-plane point spread, in voxels
     * @param thickness slice thickness as a multiple of the slice spacing, at least 1
     */
    public record Resolution(double psfVoxels, double thickness) {
        public Resolution {
            if (thickness < 1 || psfVoxels < 0) {
                throw new IllegalArgumentException(
                        "thickness is at least 1, point spread at least 0: " + thickness + ", " + psfVoxels);
            }
        }
    }

    /**
     * A rigid motion of the head.
     *
     * @param shiftMm three numbers
     * @param turnDegrees about the three axes through the grid's center
     */
    public record Motion(List<Double> shiftMm, List<Double> turnDegrees) {
        public static final Motion NONE = new Motion(List.of(0.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0));

        public Motion {
            shiftMm = List.copyOf(shiftMm);
            turnDegrees = List.copyOf(turnDegrees);
            if (shiftMm.size() != 3 || turnDegrees.size() != 3) {
                throw new IllegalArgumentException("a pose has three shifts and three angles");
            }
        }
    }

    /**
     * What susceptibility mapping leaves behind.
     *
     * @param erosionMm how far the brain mask is eroded
     * @param streakPpb standard deviation of dipole streaks in calm regions; several times that beside strong sources
     * @param residuePpb standard deviation of the background field that is left, at a scale of centimetres
     * @param whiteMatterPpb standard deviation of white matter's dependence on fiber direction
     * @param veinPpb susceptibility of venous blood
     * @param scale what the map makes of a susceptibility of 1: strong regularization loses some, other units gain
     * @param nuclei what the map makes of each nucleus' own susceptibility, by QSM label, beside {@code scale}; empty
     *     where that is the same for all
     * @param calcifications whether choroid plexus and pineal gland are calcified
     */
    public record QsmArtifacts(
            double erosionMm,
            double streakPpb,
            double residuePpb,
            double whiteMatterPpb,
            double veinPpb,
            double scale,
            Optional<List<Double>> nuclei,
            boolean calcifications) {
        /** @throws IllegalArgumentException if there is not one number for each nucleus */
        public QsmArtifacts {
            nuclei = nuclei.map(List::copyOf);
            if (nuclei.isPresent() && nuclei.get().size() != Nucleus.values().length) {
                throw new IllegalArgumentException("every nucleus needs a number");
            }
        }

        /** What the map makes of a nucleus' susceptibility, beside {@link #scale}. */
        public double contrast(Nucleus nucleus) {
            return nuclei.map(numbers -> numbers.get(nucleus.qsmLabel() - 1)).orElse(1.0);
        }
    }

    /** @throws IllegalArgumentException if a table lacks a class */
    public ImagingParameters {
        Set<RenderClass> tissues = Arrays.stream(RenderClass.values())
                .filter(renderClass -> renderClass.tissue().isPresent())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(RenderClass.class)));
        requireAll("t1Signal", t1Signal, EnumSet.allOf(RenderClass.class));
        requireAll("tissuePpb", tissuePpb, tissues);
        requireAll("nmSignal", nmSignal, EnumSet.allOf(RenderClass.class));
    }

    private static void requireAll(String name, ClassValues values, Set<RenderClass> classes) {
        if (!values.classes().equals(classes)) {
            throw new IllegalArgumentException(name + " needs one number per class: " + classes);
        }
    }
}
