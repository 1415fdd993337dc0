package org.substantia.synthesis.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything about a subject's three scans that does not belong to the subject: contrast, noise and artefacts. Together
 * with the labels and the {@link org.substantia.synthesis.subject.SubjectParameters subject} it determines every voxel.
 *
 * @param seed of the random fields: texture, noise, vessels, shading
 * @param regime how the parameters were drawn
 * @param t1 the T1 scan
 * @param qsm the gradient echo scan that susceptibility was computed from
 * @param nm the neuromelanin scan
 * @param t1Signal T1 signal of every render class, white matter 1
 * @param tissuePpb susceptibility of every tissue, ppb
 * @param nmSignal NM signal of every render class, mean of white matter and cortex 1; those of the nuclei are the
 *     subject's instead
 * @param artefacts what susceptibility mapping leaves behind
 * @param skullStripped whether everything outside the brain is 0 in T1 and NM
 * @param cutBelowMm how much of the field of view is missing at the bottom, mm
 * @param cutAboveMm how much of the field of view is missing at the top, mm
 */
public record ImagingParameters(
        long seed,
        AcquisitionDomain regime,
        Scan t1,
        Scan qsm,
        Scan nm,
        List<Double> t1Signal,
        List<Double> tissuePpb,
        List<Double> nmSignal,
        QsmArtefacts artefacts,
        boolean skullStripped,
        double cutBelowMm,
        double cutAboveMm) {

    /**
     * One scan.
     *
     * @param present whether the case has this image
     * @param gain what a signal of 1 is written as; 1 for QSM, which is in ppb
     * @param noise standard deviation of the noise in each channel, as a share of the brain's signal; for QSM in ppb
     * @param shading standard deviation of the coil's uneven sensitivity over the head, as a share; 0 for QSM
     * @param ghost amplitude of the motion ghost, as a share of the image; 0 for QSM
     * @param ghostShift how far the ghost is moved along the phase-encoding direction, as a share of the field of view
     * @param texture standard deviation of the texture within tissue, as a share of its signal; for QSM in ppb
     * @param psfVoxels standard deviation of the in-plane point spread, in voxels
     * @param thickness slice thickness as a multiple of the slice spacing, at least 1
     * @param shiftMm how far the head has moved since the QSM scan, three numbers
     * @param turnDegrees how far it has turned, about the three axes through the grid's middle
     */
    public record Scan(
            boolean present,
            double gain,
            double noise,
            double shading,
            double ghost,
            double ghostShift,
            double texture,
            double psfVoxels,
            double thickness,
            List<Double> shiftMm,
            List<Double> turnDegrees) {
        public Scan {
            shiftMm = List.copyOf(shiftMm);
            turnDegrees = List.copyOf(turnDegrees);
            if (shiftMm.size() != 3 || turnDegrees.size() != 3) {
                throw new IllegalArgumentException("a pose has three shifts and three angles");
            }
            if (thickness < 1 || psfVoxels < 0 || noise < 0) {
                throw new IllegalArgumentException("thickness is at least 1, point spread and noise at least 0: "
                        + thickness + ", " + psfVoxels + ", " + noise);
            }
        }

        Map<String, Object> toJson() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("present", present);
            tree.put("gain", gain);
            tree.put("noise", noise);
            tree.put("shading", shading);
            tree.put("ghost", ghost);
            tree.put("ghostShift", ghostShift);
            tree.put("texture", texture);
            tree.put("psfVoxels", psfVoxels);
            tree.put("thickness", thickness);
            tree.put("shiftMm", shiftMm);
            tree.put("turnDegrees", turnDegrees);
            return tree;
        }
    }

    /**
     * What susceptibility mapping leaves behind.
     *
     * @param erosionMm how far the brain mask is eroded
     * @param streakPpb standard deviation of dipole streaks in calm regions; several times that beside strong sources
     * @param residuePpb standard deviation of the background field that is left, at a scale of centimetres
     * @param whiteMatterPpb standard deviation of white matter's dependence on fibre direction
     * @param veinPpb susceptibility of venous blood
     * @param scale what the map makes of a susceptibility of 1: strong regularisation loses some, other units gain
     * @param calcifications whether choroid plexus and pineal gland are calcified
     */
    public record QsmArtefacts(
            double erosionMm,
            double streakPpb,
            double residuePpb,
            double whiteMatterPpb,
            double veinPpb,
            double scale,
            boolean calcifications) {
        Map<String, Object> toJson() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("erosionMm", erosionMm);
            tree.put("streakPpb", streakPpb);
            tree.put("residuePpb", residuePpb);
            tree.put("whiteMatterPpb", whiteMatterPpb);
            tree.put("veinPpb", veinPpb);
            tree.put("scale", scale);
            tree.put("calcifications", calcifications);
            return tree;
        }
    }

    /** @throws IllegalArgumentException if a table has not one number per class */
    public ImagingParameters {
        t1Signal = List.copyOf(t1Signal);
        tissuePpb = List.copyOf(tissuePpb);
        nmSignal = List.copyOf(nmSignal);
        if (t1Signal.size() != RenderClass.COUNT
                || nmSignal.size() != RenderClass.COUNT
                || tissuePpb.size() != RenderClass.BEFORE_NUCLEI + 1) {
            throw new IllegalArgumentException("signal tables need one number per class: " + RenderClass.names());
        }
    }

    /** Every parameter, for {@link org.substantia.base.json.JsonFiles}. */
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("seed", seed);
        tree.put("regime", regime.name().toLowerCase(java.util.Locale.ROOT));
        tree.put("t1", t1.toJson());
        tree.put("qsm", qsm.toJson());
        tree.put("nm", nm.toJson());
        tree.put("t1Signal", named(t1Signal));
        tree.put("tissuePpb", named(tissuePpb));
        tree.put("nmSignal", named(nmSignal));
        tree.put("qsmArtefacts", artefacts.toJson());
        tree.put("skullStripped", skullStripped);
        tree.put("cutBelowMm", cutBelowMm);
        tree.put("cutAboveMm", cutAboveMm);
        return tree;
    }

    private static Map<String, Object> named(List<Double> values) {
        Map<String, Object> tree = new LinkedHashMap<>();
        List<String> names = RenderClass.names();
        for (int i = 0; i < values.size(); i++) {
            tree.put(names.get(i), Math.round(values.get(i) * 1e4) / 1e4);
        }
        return tree;
    }
}
