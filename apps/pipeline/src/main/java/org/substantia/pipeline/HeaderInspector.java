package org.substantia.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.FileFaults;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.validation.AnatomyCheck;
import org.substantia.imaging.Volume;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.segmentation.inference.HeaderInspection;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;

/**
 * Compares headers with the anatomy by the bundled model. The model and libtorch are loaded when the first image comes,
 * so that what holds no image costs nothing; where they cannot be loaded, nothing is found and {@link #failure} says
 * why. Thread-safe. Close it when no more images come.
 */
public final class HeaderInspector implements AnatomyCheck, AutoCloseable {
    private final int threads;
    private Optional<SegmentationModel> model = Optional.empty();
    private Optional<HeaderInspection> inspection = Optional.empty();
    private Optional<String> failure = Optional.empty();

    /** @param threads of libtorch */
    public HeaderInspector(int threads) {
        this.threads = threads;
    }

    @Override
    public List<String> doubts(Modality modality, Volume image) {
        return modality == Modality.NM
                ? List.of()
                : opened().map(i -> i.doubts(modality, image)).orElse(List.of());
    }

    private synchronized Optional<HeaderInspection> opened() {
        if (inspection.isEmpty() && failure.isEmpty()) {
            try {
                ComputeDevice device = ComputeDevice.choose("auto", "auto");
                ComputeDevice.useThreads(threads);
                model = Optional.of(ModelFiles.builtIn(device));
                inspection = model.map(Networks::of).map(HeaderInspection::new);
            } catch (IOException e) {
                failure = Optional.of(FileFaults.reason(e));
            } catch (LinkageError e) {
                // The native libraries of another platform, or a folder that cannot be used to unpack them.
                failure = Optional.of("libtorch cannot be loaded: " + e.getMessage());
            }
        }
        return inspection;
    }

    /** Why headers could not be compared with the anatomy, if they could not. */
    public synchronized Optional<String> failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        model.ifPresent(SegmentationModel::close);
    }
}
