package org.substantia.synthesis.image;

import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * Makes the images of one case and their truth. Stateless and thread-safe; the same labels, subject and parameters give
 * the same voxels on any number of threads.
 *
 * <p>Each image is painted on the fine grid - a value for each class of tissue, texture, what varies inside a nucleus -
 * and then carried to the target grid through the scan's point spread, slice profile and pose; vessels thinner than a
 * voxel, artefacts and shading are added there, the nuclei are calibrated so that their masks measure what the subject
 * says, and noise comes last. How each step is argued, with sources, is in docs/explanation/synthetic-images.md.
 *
 * <pre>{@code
 * ImagingParameters imaging = ImagingSampler.sample(Regime.REALISTIC, seed);
 * SyntheticImages images = ImageSynthesizer.render(labels, subject, imaging, workers);
 * }</pre>
 */
public final class ImageSynthesizer {
    private ImageSynthesizer() {}

    /** Needs some 25 bytes of memory for each fine voxel beyond the labels and the result. */
    public static SyntheticImages render(
            RenderLabels labels, SubjectParameters subject, ImagingParameters imaging, Workers workers) {
        Scene scene = new Scene(new FineLabels(labels), subject, imaging, workers);
        Geometry target = labels.target();
        TruthMasks truth = TruthMasks.draw(scene, pose(target, imaging.qsm()), pose(target, imaging.nm()));
        Buffers buffers = new Buffers(scene.labels().grid());
        Optional<Volume> qsm = imaging.qsm().present()
                ? Optional.of(new Volume(target, new QsmRenderer(scene, truth).render(buffers)))
                : Optional.empty();
        Optional<Volume> t1 = imaging.t1().present()
                ? Optional.of(new Volume(target, new MagnitudeRenderer(scene, truth, false).render(buffers)))
                : Optional.empty();
        Optional<Volume> nm = imaging.nm().present()
                ? Optional.of(new Volume(target, new MagnitudeRenderer(scene, truth, true).render(buffers)))
                : Optional.empty();
        byte[] nuclei = truth.nuclei();
        byte[] nigra = truth.nigra();
        for (int z = 0; z < target.nz(); z++) {
            if (isCut(target, imaging, z)) {
                int from = target.index(0, 0, z);
                int to = from + target.nx() * target.ny();
                t1.ifPresent(volume -> java.util.Arrays.fill(volume.data(), from, to, 0));
                qsm.ifPresent(volume -> java.util.Arrays.fill(volume.data(), from, to, 0));
                nm.ifPresent(volume -> java.util.Arrays.fill(volume.data(), from, to, 0));
                java.util.Arrays.fill(nuclei, from, to, (byte) 0);
                java.util.Arrays.fill(nigra, from, to, (byte) 0);
            }
        }
        return new SyntheticImages(t1, qsm, nm, LabelMap.ofBytes(target, nuclei), LabelMap.ofBytes(target, nigra));
    }

    static Affine pose(Geometry target, ImagingParameters.Scan scan) {
        double[] shift = scan.shiftMm().stream().mapToDouble(v -> v).toArray();
        double[] degrees = scan.turnDegrees().stream().mapToDouble(v -> v).toArray();
        return SliceProjector.pose(target, shift, degrees);
    }

    private static boolean isCut(Geometry target, ImagingParameters imaging, int z) {
        double fromFirst = z * target.spacing(2);
        double fromLast = (target.nz() - 1 - z) * target.spacing(2);
        boolean upwards = target.affine().get(2, 2) >= 0;
        return (upwards ? fromFirst : fromLast) < imaging.cutBelowMm()
                || (upwards ? fromLast : fromFirst) < imaging.cutAboveMm();
    }

    /** Two images on the fine grid that one scan after the other works in. */
    static final class Buffers {
        final float[] painted;
        final float[] filtered;

        Buffers(Geometry fine) {
            painted = new float[fine.voxelCount()];
            filtered = new float[fine.voxelCount()];
        }
    }
}
