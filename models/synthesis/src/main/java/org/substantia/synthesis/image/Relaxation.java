package org.substantia.synthesis.image;

import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * Tissue properties at 3 T and the signal they give in a spoiled gradient echo.
 *
 * <p>Values are typical of the literature: T1 of white and gray matter, muscle and blood after Stanisz et al. (Magn
 * Reson Med 54:507, 2005) with the shorter white matter T1 of variable-flip-angle methods (Chen et al., Magn Reson
 * Imaging 46:130, 2018); T2* of the iron-rich nuclei after Peran et al. (Neuroimage 49:2009); magnetisation transfer
 * ratios of white (0.465) and gray (0.33) matter for an off-resonance pulse of common strength. Blood in vessels has a
 * shortened effective T1, which stands for the inflow of unsaturated spins.
 *
 * @param t1 longitudinal relaxation time, ms
 * @param protonDensity relative to water
 * @param t2Star effective transverse relaxation time, ms
 * @param transfer share of the signal that an off-resonance pulse takes away, 0 to 1
 */
record Relaxation(double t1, double protonDensity, double t2Star, double transfer) {
    /** Signal of a spoiled gradient echo (Ernst equation), without or with a magnetisation transfer pulse. */
    double signal(double repetitionMs, double flipDegrees, double echoMs, boolean prepared) {
        double e1 = Math.exp(-repetitionMs / t1);
        double flip = Math.toRadians(flipDegrees);
        double steady = Math.sin(flip) * (1 - e1) / (1 - e1 * Math.cos(flip));
        return protonDensity * steady * Math.exp(-echoMs / t2Star) * (prepared ? 1 - transfer : 1);
    }

    static Relaxation of(int renderClass) {
        if (renderClass > RenderClass.BEFORE_NUCLEI && renderClass < RenderClass.FAT) {
            return of(LabelScheme.QSM
                    .nucleusOf(renderClass - RenderClass.BEFORE_NUCLEI)
                    .orElseThrow());
        }
        if (renderClass == RenderClass.FAT) {
            return new Relaxation(370, 0.72, 20, 0.2);
        }
        return renderClass > RenderClass.FAT
                ? of(Nucleus.SN_R)
                : of(Tissue.ofLabel(renderClass).orElseThrow());
    }

    private static Relaxation of(Nucleus nucleus) {
        return switch (nucleus.structure()) {
            case CN -> new Relaxation(1250, 0.80, 46, 0.35);
            case PUT -> new Relaxation(1220, 0.80, 42, 0.35);
            case GP -> new Relaxation(900, 0.73, 31, 0.38);
            case TH -> new Relaxation(1060, 0.76, 48, 0.38);
            case STN -> new Relaxation(1020, 0.75, 34, 0.38);
            case SN -> new Relaxation(990, 0.74, 32, 0.37);
            case RN -> new Relaxation(950, 0.73, 34, 0.40);
            case DN -> new Relaxation(980, 0.75, 34, 0.39);
        };
    }

    private static Relaxation of(Tissue tissue) {
        return switch (tissue) {
            case AIR -> new Relaxation(1000, 0, 1, 0);
            case WHITE_MATTER -> new Relaxation(850, 0.70, 50, 0.465);
            case CORTEX -> new Relaxation(1350, 0.82, 58, 0.33);
            case VENTRICLE -> new Relaxation(4300, 1, 200, 0);
            case CSF -> new Relaxation(4000, 0.97, 150, 0.02);
            case CEREBELLAR_WHITE_MATTER -> new Relaxation(880, 0.71, 48, 0.43);
            case CEREBELLAR_CORTEX -> new Relaxation(1230, 0.81, 55, 0.34);
            case BRAINSTEM -> new Relaxation(930, 0.73, 50, 0.425);
            case VENTRAL_DIENCEPHALON -> new Relaxation(930, 0.73, 48, 0.41);
            case THALAMUS -> new Relaxation(1060, 0.76, 48, 0.38);
            case LIMBIC_GRAY -> new Relaxation(1350, 0.83, 60, 0.33);
            case ACCUMBENS -> new Relaxation(1300, 0.82, 55, 0.34);
            case CHOROID_PLEXUS -> new Relaxation(2300, 0.90, 50, 0.2);
            case WHITE_MATTER_LESION -> new Relaxation(1150, 0.78, 58, 0.40);
            case OPTIC_NERVE -> new Relaxation(950, 0.72, 45, 0.40);
            case ARTERY -> new Relaxation(600, 0.85, 40, 0.08);
            case VEIN -> new Relaxation(1100, 0.85, 26, 0.08);
            case SPINAL_CORD -> new Relaxation(950, 0.73, 45, 0.42);
            case EYE -> new Relaxation(3800, 0.98, 200, 0);
            case EYE_MUSCLE -> new Relaxation(1350, 0.78, 28, 0.40);
            case SOFT_TISSUE -> new Relaxation(1400, 0.78, 27, 0.45);
            case MUCOSA -> new Relaxation(1100, 0.85, 25, 0.15);
            case SKIN -> new Relaxation(850, 0.60, 14, 0.25);
            case CORTICAL_BONE -> new Relaxation(400, 0.20, 1.5, 0);
            case CANCELLOUS_BONE -> new Relaxation(450, 0.60, 11, 0.05);
        };
    }
}
