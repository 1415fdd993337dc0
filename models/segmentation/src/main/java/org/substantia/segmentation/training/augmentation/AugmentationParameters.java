package org.substantia.segmentation.training.augmentation;

import java.util.ArrayList;
import java.util.List;

/**
 * How far examples are taken from their samples.
 *
 * @param jitter of the head's position
 * @param elastic whether heads that are turned are also bent
 * @param nigraWarp share of examples whose NM image and nigra tracing are warped by themselves; without it, a network
 *     infers the nigra's place and size from the other images, of few anatomies, and hardly uses the NM image
 * @param cut of the field of view
 * @param dropout of images
 * @param nuclei other susceptibilities of the nuclei
 * @param acquisition changes of intensities as the scanner gives them, one after the other
 * @param contrast changes of normalized intensities, one after the other
 */
record AugmentationParameters(
        RigidJitter jitter,
        boolean elastic,
        double nigraWarp,
        FieldOfViewCut cut,
        ModalityDropout dropout,
        NucleusContrast nuclei,
        List<ImageTransform> acquisition,
        List<ImageTransform> contrast) {
    /** Share of images with another contrast, shading or noise, each. */
    private static final double ALTERED = 0.25;

    AugmentationParameters {
        acquisition = List.copyOf(acquisition);
        contrast = List.copyOf(contrast);
    }

    /** Mirrored in half of the examples, as every one of these, and nothing else. */
    static AugmentationParameters none() {
        return new AugmentationParameters(
                RigidJitter.none(),
                false,
                0,
                FieldOfViewCut.never(),
                new ModalityDropout(LoneImages.NONE, 1),
                NucleusContrast.none(),
                List.of(),
                List.of());
    }

    /** Wide, as all that follow, for networks that must work on what users have. This one is the segmenter's. */
    static AugmentationParameters fine() {
        return none().withJitter(
                        RigidJitter.degrees(5).scale(0.05).millimeters(6).withProbability(0.5))
                .withElasticDeformation()
                .withNigraWarp(0.7)
                .withCut(new FieldOfViewCut(0.15))
                .withDropout(new ModalityDropout(LoneImages.NONE, 0.6))
                .withOtherIntensities()
                .withOtherSusceptibilities();
    }

    /** For the localizer, which sees whole heads. */
    static AugmentationParameters coarse() {
        return none().withJitter(RigidJitter.degrees(9).scale(0.08).millimeters(40))
                .withCut(new FieldOfViewCut(0.35))
                .withDropout(new ModalityDropout(LoneImages.NONE, 0.45))
                .withOtherIntensities();
    }

    /** For refinements, whose patches lie close around their structures. */
    static AugmentationParameters close() {
        return none().withJitter(
                        RigidJitter.degrees(6).scale(0.07).millimeters(5).withProbability(0.6))
                .withNigraWarp(0.7)
                .withCut(new FieldOfViewCut(0.1))
                .withDropout(new ModalityDropout(LoneImages.NONE, 0.6))
                .withOtherIntensities();
    }

    AugmentationParameters withJitter(RigidJitter other) {
        return new AugmentationParameters(other, elastic, nigraWarp, cut, dropout, nuclei, acquisition, contrast);
    }

    AugmentationParameters withElasticDeformation() {
        return new AugmentationParameters(jitter, true, nigraWarp, cut, dropout, nuclei, acquisition, contrast);
    }

    AugmentationParameters withNigraWarp(double share) {
        return new AugmentationParameters(jitter, elastic, share, cut, dropout, nuclei, acquisition, contrast);
    }

    AugmentationParameters withCut(FieldOfViewCut other) {
        return new AugmentationParameters(jitter, elastic, nigraWarp, other, dropout, nuclei, acquisition, contrast);
    }

    /** The images that are left out of the rest are as before. */
    AugmentationParameters withLoneImages(LoneImages lone) {
        return withDropout(new ModalityDropout(lone, dropout.keepsAll()));
    }

    private AugmentationParameters withDropout(ModalityDropout other) {
        return new AugmentationParameters(jitter, elastic, nigraWarp, cut, other, nuclei, acquisition, contrast);
    }

    private AugmentationParameters withOtherIntensities() {
        return new AugmentationParameters(
                jitter,
                elastic,
                nigraWarp,
                cut,
                dropout,
                nuclei,
                List.of(
                        new CoilShading(0.15, 0.10).withProbability(ALTERED),
                        new AxisBlur(0.1, 0.4).withProbability(ALTERED / 2)),
                List.of(
                        new ContrastChange(
                                        new ContrastChange.Spread(0.15, 0.12, 0.15),
                                        new ContrastChange.Spread(0.12, 0, 0.06))
                                .withProbability(ALTERED),
                        new GaussianNoise(0.3).withProbability(ALTERED)));
    }

    /** What real susceptibility maps show and synthetic ones lack: other contrasts, thick slices, blood and calcium. */
    private AugmentationParameters withOtherSusceptibilities() {
        List<ImageTransform> changes = new ArrayList<>(acquisition);
        changes.add(new ThickSlices(3).withProbability(0.2));
        changes.add(new FocalSources(3).withProbability(0.15));
        return new AugmentationParameters(
                jitter, elastic, nigraWarp, cut, dropout, new NucleusContrast(0.6, 0.35, 0.3), changes, contrast);
    }
}
