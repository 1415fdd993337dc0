package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;

class LabelExportTest {
    private static final LabelSet HEAD = LabelSet.of(LabelScheme.QSM);
    private static final Phantom PHANTOM = Phantom.straight(0, 0, 0);
    private static final Geometry PATCH = new Geometry(44, 52, 44, Affine.scaling(-2, 2, 2, 43, -51, -43));

    @Test
    void pastesOntoAnImageWhoseVoxelsItShares() {
        Geometry image = new Geometry(100, 100, 70, Affine.scaling(-2, 2, 2, 99, -99, -69));
        assertThat(Phantom.agreement(export(PATCH, image), PHANTOM.labels(HEAD, image)))
                .isEqualTo(1);
    }

    @Test
    void pastesWhateverTheOrderOfTheImagesAxes() {
        Geometry las = new Geometry(100, 100, 70, Affine.scaling(-2, 2, 2, 99, -99, -69));
        Geometry pir = Reorient.to(Orientation.parse("PIR"), las);
        assertThat(Phantom.agreement(export(PATCH, pir), PHANTOM.labels(HEAD, pir)))
                .isEqualTo(1);
    }

    @Test
    void leavesOutWhatTheImageDoesNotReach() {
        Geometry slab = new Geometry(100, 100, 5, Affine.scaling(-2, 2, 2, 99, -99, -5));
        LabelMap labels = export(PATCH, slab);
        assertThat(Phantom.agreement(labels, PHANTOM.labels(HEAD, slab))).isEqualTo(1);
        assertThat(labels.counts()).containsKey(HEAD.structures().get(10).label());
    }

    @Test
    void interpolatesSmoothSurfacesOntoAFinerImage() {
        Geometry image = new Geometry(160, 170, 140, Affine.scaling(-1, 1, 1, 80.3, -85.2, -70.1));
        assertThat(Phantom.agreement(export(PATCH, image), PHANTOM.labels(HEAD, image)))
                .isGreaterThan(0.75);
    }

    @Test
    void interpolatesOutOfATurnedPatch() {
        double cos = Math.cos(0.4);
        double sin = Math.sin(0.4);
        Affine turn = Affine.of(1, 0, 0, 0, 0, cos, -sin, 0, 0, sin, cos, 0);
        Geometry turned = new Geometry(44, 56, 52, turn.compose(Affine.scaling(-2, 2, 2, 43, -55, -51)));
        Geometry image = new Geometry(160, 170, 140, Affine.scaling(-1, 1, 1, 80, -85, -70));
        assertThat(Phantom.agreement(export(turned, image), PHANTOM.labels(HEAD, image)))
                .isGreaterThan(0.75);
    }

    @Test
    void anImageBeyondThePatchStaysEmpty() {
        Geometry far = new Geometry(20, 20, 20, Affine.scaling(1.5, 1.5, 1.5, 500, 0, 0));
        assertThat(export(PATCH, far).boundingBox()).isEmpty();
    }

    @Test
    void whatIsAsMuchLeftAsRightIsNeither() {
        int left = HEAD.structures().stream()
                .map(LabelSet.Structure::name)
                .toList()
                .indexOf("TH_l");
        Geometry patch = new Geometry(2, 1, 1, Affine.scaling(-1, 1, 1, 0.5, 0, 0));
        float[] values = new float[HEAD.classes() * 2];
        values[2 * HEAD.mirroredClasses()[left + 1]] = 1;
        values[2 * (left + 1) + 1] = 1;
        Geometry image = new Geometry(3, 1, 1, Affine.scaling(-0.5, 1, 1, 0.5, 0, 0));
        try (Workers workers = Workers.of(1)) {
            LabelMap labels =
                    LabelExport.labels(HEAD, new Probabilities(HEAD.classes(), 2, values), patch, image, workers);
            assertThat(labels.toIntArray()).containsExactly(7, 0, 8);
        }
    }

    private static LabelMap export(Geometry patch, Geometry image) {
        Probabilities classes = PHANTOM.classes(HEAD, patch);
        try (Workers workers = Workers.of(2)) {
            return LabelExport.labels(HEAD, classes, patch, image, workers);
        }
    }
}
