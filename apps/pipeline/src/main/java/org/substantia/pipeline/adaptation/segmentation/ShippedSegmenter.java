package org.substantia.pipeline.adaptation.segmentation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationTask;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;

/** Our own segmenter as it is. To be used by one thread; close it to free the weights. */
public final class ShippedSegmenter implements AdaptationMethod {
    public static final String NAME = "shipped";

    private final SegmenterBench bench;
    private final SegmentationModel model;

    /** @throws IOException naming the model's file, if it cannot be read */
    public ShippedSegmenter(SegmenterBench bench) throws IOException {
        this.bench = bench;
        this.model = ModelFiles.open(bench.init(), bench.device());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "The segmentation model as it is, without learning from these cases.";
    }

    @Override
    public boolean learns() {
        return false;
    }

    @Override
    public boolean concurrent() {
        return false;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model", bench.initDigest());
        settings.put("device", bench.device().kindAndPrecision());
        return settings;
    }

    @Override
    public AdaptationOutcome run(AdaptationTask task) throws IOException {
        List<String> remarks = new ArrayList<>();
        return AdaptationOutcome.ofSegmentations(0, bench.test(model, task.test(), remarks, task.workers()), remarks);
    }

    @Override
    public void close() {
        model.close();
    }
}
