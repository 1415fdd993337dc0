package org.substantia.pipeline.adaptation.segmentation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.foundation.volume.MeshNetFile;
import org.substantia.foundation.volume.MeshNetTuner;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationMetric;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationOutcome.SegmentedCase;
import org.substantia.pipeline.adaptation.AdaptationTask;

/**
 * A public MRI network, as published or fine-tuned to the training cases' masks: caudate, putamen, pallidum and
 * thalamus in T1. To be used by one thread.
 */
public final class MeshNetMethod implements AdaptationMethod {
    public static final String SHIPPED = "meshnet-shipped";
    public static final String TUNED = "meshnet";
    public static final double LEARNING_RATE = 2e-4;

    private static final Map<Structure, String> WORDS = Collections.unmodifiableMap(new EnumMap<>(Map.of(
            Structure.CN, "caudate",
            Structure.PUT, "putamen",
            Structure.GP, "pallidum",
            Structure.TH, "thalamus")));

    private final SegmentationCohort cohort;
    private final MeshNetFile file;
    private final String digest;
    private final ComputeDevice device;
    private final Optional<MeshNetTuner.Options> tuning;
    private final List<Structure> structures = new ArrayList<>();

    /**
     * @param tuning empty for the network as published
     * @throws IOException if the network names none of the structures that the cohort's masks hold, gives one class to
     *     two of them, or is to be tuned and cannot be
     */
    public MeshNetMethod(
            SegmentationCohort cohort, MeshNetFile file, ComputeDevice device, Optional<MeshNetTuner.Options> tuning)
            throws IOException {
        this.cohort = cohort;
        this.file = file;
        this.device = device;
        this.tuning = tuning;
        if (tuning.isPresent() && file.network().normalized()) {
            throw new IOException(file.checkpoint().file() + ": normalizes its channels over the whole head, so it"
                    + " cannot be fine-tuned on parts of heads; take it as it was published (" + SHIPPED + ")");
        }
        this.digest = file.checkpoint().digest();
        Set<Structure> present = cohort.structures().getOrDefault(LabelScheme.QSM, Set.of());
        WORDS.forEach((structure, word) -> {
            if (present.contains(structure) && !file.labelsWith(word).isEmpty()) {
                structures.add(structure);
            }
        });
        if (structures.isEmpty()) {
            throw new IOException(file.checkpoint().file() + ": names none of " + WORDS.values()
                    + " in a colormap.json beside it that the masks hold, too");
        }
        checkNames();
    }

    /** A class is of one structure, and class 0 of none. */
    private void checkNames() throws IOException {
        Set<Integer> taken = new HashSet<>(Set.of(0));
        for (Structure structure : structures) {
            for (int label : file.labelsWith(WORDS.get(structure))) {
                if (!taken.add(label)) {
                    throw new IOException(file.checkpoint().classes().orElseThrow() + ": calls class "
                            + label + " '" + file.labels().get(label) + "', which "
                            + (label == 0 ? "is the background" : "is two of the structures at once"));
                }
            }
        }
    }

    @Override
    public String name() {
        return tuning.isPresent() ? TUNED : SHIPPED;
    }

    @Override
    public String description() {
        return tuning.isPresent()
                ? "A public MeshNet, fine-tuned to these cases; both sides together."
                : "A public MeshNet as it was published, without learning from these cases; both sides together.";
    }

    @Override
    public boolean learns() {
        return tuning.isPresent();
    }

    @Override
    public boolean concurrent() {
        return false;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("encoder", digest);
        // It is computed in float32 whatever the precision.
        settings.put("device", device.kind());
        tuning.ifPresent(options -> {
            settings.put("steps", options.steps());
            settings.put("learningRate", options.learningRate());
            settings.put("trainedLayers", MeshNetTuner.USUAL_LAYERS);
            settings.put("patch", options.patch());
        });
        return settings;
    }

    @Override
    public AdaptationOutcome run(AdaptationTask task) throws IOException {
        List<String> remarks = new ArrayList<>();
        List<List<Integer>> classes = structures.stream()
                .map(structure -> file.labelsWith(WORDS.get(structure)))
                .toList();
        try (MeshNetTuner tuner = new MeshNetTuner(file, classes, MeshNetTuner.USUAL_LAYERS, device)) {
            if (tuning.isPresent()) {
                if (!learn(tuner, task, remarks)) {
                    return AdaptationOutcome.failed(
                            "MeshNet can learn from none of the training cases: " + String.join("; ", remarks));
                }
                MeshNetTuner.Options options = tuning.get();
                long skipped = tuner.train(options, task.seed(), task.workers(), taken -> task.steps()
                        .taken(taken, options.steps()));
                if (skipped > 0) {
                    remarks.add(skipped + " of " + options.steps() + " steps had no finite gradient");
                }
            }
            List<SegmentedCase> cases = test(tuner, task, remarks);
            long weights = tuning.isPresent() ? tuner.trainedWeights() : 0;
            return withoutPartialMeans(AdaptationOutcome.ofSegmentations(weights, cases, remarks));
        }
    }

    /** @return whether there is any case to learn from */
    private boolean learn(MeshNetTuner tuner, AdaptationTask task, List<String> remarks) throws IOException {
        boolean any = false;
        for (String id : task.training()) {
            CaseFolder folder = cohort.cases().get(id);
            Optional<ByteSource> mask = folder.mask(LabelScheme.QSM);
            if (mask.isEmpty()) {
                remarks.add(id + ": has no QSM mask, so MeshNet does not learn from it");
                continue;
            }
            Optional<Volume> t1 = t1(folder, task, "MeshNet does not learn from it", remarks);
            if (t1.isEmpty()) {
                continue;
            }
            LabelMap labels = Nifti.readLabels(mask.get()).labels();
            byte[] classes = new byte[labels.geometry().voxelCount()];
            labels.forEachLabeled((index, label) -> classes[index] = LabelScheme.QSM
                    .nucleusOf(label)
                    .map(nucleus -> (byte) (structures.indexOf(nucleus.structure()) + 1))
                    .orElse((byte) 0));
            Optional<String> fault = tuner.add(t1.get(), LabelMap.ofBytes(labels.geometry(), classes), task.workers());
            fault.ifPresent(why -> remarks.add(id + ": " + why + ", so MeshNet does not learn from it"));
            any |= fault.isEmpty();
        }
        return any;
    }

    private List<SegmentedCase> test(MeshNetTuner tuner, AdaptationTask task, List<String> remarks) throws IOException {
        Map<LabelScheme, Set<Structure>> scored = Map.of(LabelScheme.QSM, Set.copyOf(structures));
        List<SegmentedCase> cases = new ArrayList<>();
        for (String id : task.test()) {
            CaseFolder folder = cohort.cases().get(id);
            Map<LabelScheme, LabelMap> found = new EnumMap<>(LabelScheme.class);
            t1(folder, task, "MeshNet finds nothing in it", remarks)
                    .ifPresent(t1 -> found.put(LabelScheme.QSM, numbered(tuner.segment(t1, task.workers()))));
            cases.add(CaseScoring.score(folder, found, scored, false, task.workers()));
        }
        return cases;
    }

    /** As QSM masks number structures, all on the right: MeshNet does not tell sides, and Dice does not ask. */
    private LabelMap numbered(LabelMap classes) {
        byte[] labels = new byte[classes.geometry().voxelCount()];
        classes.forEachLabeled((index, label) -> labels[index] =
                (byte) Nucleus.of(structures.get(label - 1), Side.RIGHT).qsmLabel());
        return LabelMap.ofBytes(classes.geometry(), labels);
    }

    /** @param without what follows where there is none, for a remark */
    private static Optional<Volume> t1(CaseFolder folder, AdaptationTask task, String without, List<String> remarks)
            throws IOException {
        try {
            CaseScans scans = new ScanAligner(task.workers()).align(ScanReader.read(folder));
            Optional<Volume> t1 = scans.volume(Modality.T1);
            if (t1.isEmpty()) {
                remarks.add(folder.id() + ": has no T1, so " + without);
            }
            return t1;
        } catch (CohortException e) {
            remarks.add(e.getMessage() + ", so " + without);
            return Optional.empty();
        }
    }

    /** The mean of some structures is no mean of all. */
    private AdaptationOutcome withoutPartialMeans(AdaptationOutcome outcome) {
        boolean all = cohort.structures().keySet().equals(Set.of(LabelScheme.QSM))
                && cohort.structures().get(LabelScheme.QSM).equals(Set.copyOf(structures));
        if (all) {
            return outcome;
        }
        Map<String, Double> metrics = new LinkedHashMap<>(outcome.metrics());
        metrics.remove(AdaptationMetric.MEAN_DICE);
        return new AdaptationOutcome(outcome.trainedWeights(), metrics, outcome.cases(), outcome.remarks());
    }
}
