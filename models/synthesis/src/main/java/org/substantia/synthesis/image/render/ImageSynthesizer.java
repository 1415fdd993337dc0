package org.substantia.synthesis.image.render;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderLabels;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * Makes the images of one case and their truth. Stateless and thread-safe; the same labels, subject and parameters give
 * the same voxels on any number of threads.
 *
 * <p>Each image is painted on the fine grid - a value for each class of tissue, texture, what varies inside a nucleus -
 * and then carried to the target grid through the scan's point spread, slice profile and pose; vessels thinner than a
 * voxel, artifacts and shading are added there, the nuclei are calibrated so that their masks measure what the subject
 * says, and noise comes last. How each step is argued, with sources, is in docs/explanation/synthetic-images.md.
 *
 * <pre>{@code
 * ImagingParameters imaging = ImagingSampler.sample(AcquisitionDomain.REALISTIC, seed);
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
        TruthMasks truth = TruthMasks.draw(
                scene,
                ScanPose.of(target, imaging.qsm().motion()),
                ScanPose.of(target, imaging.nm().motion()));
        FineBuffers buffers = new FineBuffers(scene.labels().grid());
        Optional<Volume> qsm = render(imaging.qsm(), new QsmRenderer(scene, truth), target, buffers);
        Optional<Volume> t1 = render(imaging.t1(), new T1Renderer(scene), target, buffers);
        Optional<Volume> nm = render(imaging.nm(), new NmRenderer(scene, truth), target, buffers);
        cut(Stream.of(t1, qsm, nm).flatMap(Optional::stream).toList(), truth, imaging, target);
        return new SyntheticImages(
                t1, qsm, nm, LabelMap.ofBytes(target, truth.nuclei()), LabelMap.ofBytes(target, truth.nigra()));
    }

    private static Optional<Volume> render(
            ImagingParameters.Scan scan, ScanRenderer renderer, Geometry target, FineBuffers buffers) {
        return scan.present() ? Optional.of(new Volume(target, renderer.render(buffers))) : Optional.empty();
    }

    /** Empties the slices that the field of view does not reach. */
    private static void cut(List<Volume> images, TruthMasks truth, ImagingParameters imaging, Geometry target) {
        for (int z = 0; z < target.nz(); z++) {
            if (isCut(target, imaging, z)) {
                int from = target.index(0, 0, z);
                int to = from + target.nx() * target.ny();
                images.forEach(image -> Arrays.fill(image.data(), from, to, 0));
                Arrays.fill(truth.nuclei(), from, to, (byte) 0);
                Arrays.fill(truth.nigra(), from, to, (byte) 0);
            }
        }
    }

    private static boolean isCut(Geometry target, ImagingParameters imaging, int z) {
        double fromFirst = z * target.spacing(2);
        double fromLast = (target.nz() - 1 - z) * target.spacing(2);
        boolean upwards = target.affine().get(2, 2) >= 0;
        return (upwards ? fromFirst : fromLast) < imaging.cutBelowMm()
                || (upwards ? fromLast : fromFirst) < imaging.cutAboveMm();
    }
}
