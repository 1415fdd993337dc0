package org.substantia.synthesis.image.render;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;
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
        List<Volume> images = Stream.of(t1, qsm, nm).flatMap(Optional::stream).toList();
        cut(images, List.of(truth.nuclei(), truth.nigra()), imaging.cutBelowMm(), imaging.cutAboveMm(), target);
        return new SyntheticImages(
                t1, qsm, nm, LabelMap.ofBytes(target, truth.nuclei()), LabelMap.ofBytes(target, truth.nigra()));
    }

    private static Optional<Volume> render(
            ImagingParameters.Scan scan, ScanRenderer renderer, Geometry target, FineBuffers buffers) {
        return scan.present() ? Optional.of(new Volume(target, renderer.render(buffers))) : Optional.empty();
    }

    /** Empties what the field of view does not reach below and above, whichever axis of the grid runs upwards. */
    static void cut(List<Volume> images, List<byte[]> masks, double belowMm, double aboveMm, Geometry target) {
        if (belowMm == 0 && aboveMm == 0) {
            return;
        }
        Orientation orientation = Orientation.of(target);
        int axis = orientation.axisAlong(2);
        boolean upwards = orientation.direction(axis).sign() > 0;
        int last = target.size(axis) - 1;
        for (int i = 0; i < target.voxelCount(); i++) {
            int at = axis == 0 ? target.x(i) : axis == 1 ? target.y(i) : target.z(i);
            double fromBottom = (upwards ? at : last - at) * target.spacing(axis);
            double fromTop = (upwards ? last - at : at) * target.spacing(axis);
            if (fromBottom < belowMm || fromTop < aboveMm) {
                for (Volume image : images) {
                    image.data()[i] = 0;
                }
                for (byte[] mask : masks) {
                    mask[i] = 0;
                }
            }
        }
    }
}
