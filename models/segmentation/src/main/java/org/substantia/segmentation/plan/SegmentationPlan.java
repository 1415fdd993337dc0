package org.substantia.segmentation.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.learning.network.Topology;

/**
 * Everything about a model but its weights, with which it is stored (as nnU-Net's plans are). A coarse network finds
 * the nuclei in the whole image, a fine one segments them in one patch, and small ones trace single label sets again.
 *
 * @param version of this record's meaning; a reader rejects any other
 * @param modalities the channels, in order; any of them may be missing in a case
 * @param localizer reads the whole image and has one head
 * @param landmarks the label set of the localizer
 * @param segmenter reads a patch around the nuclei and has one head per label set
 * @param pastMidline if positive, the segmenter sees one half of the head at a time, the right one mirrored, and its
 *     patch reaches so many voxels past the midline: the sides cannot be confused or treated differently. If 0, it sees
 *     both halves at once
 * @param labelSets of the segmenter, in the order of its heads; {@code heads} in files
 * @param refinements at most one per label set; may be empty
 * @param encoder a public encoder beside the segmenter, if there is one
 */
public record SegmentationPlan(
        int version,
        List<Modality> modalities,
        Stage localizer,
        LabelSet landmarks,
        Stage segmenter,
        int pastMidline,
        @JsonProperty("heads") List<LabelSet> labelSets,
        List<Refinement> refinements,
        Optional<EncoderBranch> encoder) {
    /** The version that this program writes and reads. */
    public static final int VERSION = 4;

    /** Without an encoder beside the segmenter. */
    public SegmentationPlan(
            int version,
            List<Modality> modalities,
            Stage localizer,
            LabelSet landmarks,
            Stage segmenter,
            int pastMidline,
            List<LabelSet> labelSets,
            List<Refinement> refinements) {
        this(
                version,
                modalities,
                localizer,
                landmarks,
                segmenter,
                pastMidline,
                labelSets,
                refinements,
                Optional.empty());
    }

    public SegmentationPlan {
        modalities = List.copyOf(modalities);
        labelSets = List.copyOf(labelSets);
        refinements = List.copyOf(refinements);
        check(version == VERSION, "a plan of version " + version + "; this program reads version " + VERSION);
        check(localizer.topology().inputs() == modalities.size(), "the localizer's inputs are not the modalities");
        check(segmenter.topology().inputs() == modalities.size(), "the segmenter's inputs are not the modalities");
        check(
                pastMidline >= 0 && 2 * pastMidline < segmenter.patch().get(0),
                "the segmenter's patch cannot reach " + pastMidline + " voxels past the midline");
        check(
                pastMidline == 0 || halves(labelSets).size() == labelSets.size(),
                "a segmenter of one half of the head needs structures in pairs, NAME_l and NAME_r");
        check(
                segmenter.topology().heads().equals(classes(pastMidline == 0 ? labelSets : halves(labelSets))),
                "the segmenter's heads are not those of the plan");
        check(
                localizer.topology().heads().equals(List.of(landmarks.classes())),
                "the localizer's head is not that of the landmarks");
        for (Refinement refinement : refinements) {
            check(
                    suits(refinement, modalities, segmenter, labelSets),
                    "the refinement of " + refinement.labelSet() + " does not suit the segmenter");
        }
    }

    private static boolean suits(
            Refinement refinement, List<Modality> modalities, Stage segmenter, List<LabelSet> labelSets) {
        Stage stage = refinement.stage();
        return stage.topology().inputs() == modalities.size()
                && modalities.contains(refinement.modality())
                && stage.spacing().equals(segmenter.spacing())
                && labelSets.stream()
                        .anyMatch(labelSet -> labelSet.name().equals(refinement.labelSet())
                                && stage.topology().heads().equals(List.of(labelSet.classes())));
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }

    private static List<LabelSet> halves(List<LabelSet> labelSets) {
        return labelSets.stream()
                .map(LabelSet::leftHalf)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Integer> classes(List<LabelSet> labelSets) {
        return labelSets.stream().map(LabelSet::classes).toList();
    }

    /**
     * The challenge's sixteen nuclei and NM nigra from T1, QSM and NM on the challenge's grid, one half of the head at
     * a time. All nuclei of every subject seen fit 98 x 129 x 33 of its voxels; the patches of both halves together
     * cover 128 x 160 x 44, which leaves room for an error of the localizer, and each reaches 11 mm past the midline.
     */
    public static SegmentationPlan challenge() {
        List<Modality> modalities = List.of(Modality.T1, Modality.QSM, Modality.NM);
        List<LabelSet> labelSets = List.of(LabelSet.of(LabelScheme.QSM), LabelSet.of(LabelScheme.NM));
        Topology coarse = new Topology(
                modalities.size(),
                List.of(1, 1, 1),
                List.of(level(16, 1, 1, 1), level(32, 2, 2, 1), level(64, 2, 2, 2), level(96, 2, 2, 2)),
                List.of(labelSets.get(0).classes()));
        Topology fine = new Topology(
                modalities.size(),
                List.of(2, 2, 1),
                List.of(level(32, 1, 1, 1), level(64, 2, 1, 1), level(128, 2, 2, 2), level(192, 2, 2, 2)),
                classes(halves(labelSets)));
        List<Double> spacing = List.of(2 / 3.0, 2 / 3.0, 2.0);
        Topology close = new Topology(
                modalities.size(),
                List.of(2, 2, 1),
                List.of(level(32, 1, 1, 1), level(48, 2, 1, 1), level(64, 2, 2, 2), level(96, 2, 2, 2)),
                List.of(labelSets.get(1).classes()));
        return new SegmentationPlan(
                VERSION,
                modalities,
                new Stage(List.of(4.0, 4.0, 4.0), List.of(56, 56, 40), coarse),
                labelSets.get(0),
                new Stage(spacing, List.of(80, 160, 44), fine),
                16,
                labelSets,
                List.of(new Refinement(
                        labelSets.get(1).name(), Modality.NM, new Stage(spacing, List.of(64, 64, 16), close))));
    }

    private static Topology.Level level(int channels, int inPlane, int across, int blocks) {
        return new Topology.Level(channels, List.of(inPlane, inPlane, across), blocks);
    }

    /** Whether the segmenter sees one half of the head at a time. */
    public boolean seesOneSide() {
        return pastMidline > 0;
    }

    /** The label sets of the segmenter's heads: those of the plan, or their left halves. */
    public List<LabelSet> segmenterLabelSets() {
        return seesOneSide() ? halves(labelSets) : labelSets;
    }

    /** Whether it writes the same structures with the same values; how much each weighs in the loss does not matter. */
    public boolean hasLabelsOf(SegmentationPlan other) {
        return unweighted().equals(other.unweighted());
    }

    private List<LabelSet> unweighted() {
        return labelSets.stream().map(LabelSet::unweighted).toList();
    }

    /** Names of the structures of the segmenter's heads that no head of another model's segmenter has, in order. */
    public List<String> structuresBeyond(SegmentationPlan other) {
        List<String> known = names(other.segmenterLabelSets()).toList();
        return names(segmenterLabelSets())
                .filter(name -> !known.contains(name))
                .distinct()
                .toList();
    }

    private static Stream<String> names(List<LabelSet> labelSets) {
        return labelSets.stream()
                .flatMap(labelSet -> labelSet.structures().stream())
                .map(LabelSet.Structure::name);
    }

    /** Voxels along x, y and z of the segmenter's grid over both halves of the head. */
    public List<Integer> wholePatch() {
        List<Integer> patch = segmenter.patch();
        return seesOneSide() ? List.of(2 * (patch.get(0) - pastMidline), patch.get(1), patch.get(2)) : patch;
    }

    /** The position of a refinement's label set among {@link #labelSets}. */
    public int indexOf(Refinement refinement) {
        for (int i = 0; i < labelSets.size(); i++) {
            if (labelSets.get(i).name().equals(refinement.labelSet())) {
                return i;
            }
        }
        throw new IllegalArgumentException("no label set is named " + refinement.labelSet());
    }

    public SegmentationPlan withRefinements(List<Refinement> others) {
        return new SegmentationPlan(
                version, modalities, localizer, landmarks, segmenter, pastMidline, labelSets, others, encoder);
    }

    /** The same model with this encoder beside the segmenter, or without one. */
    public SegmentationPlan withEncoder(Optional<EncoderBranch> other) {
        return new SegmentationPlan(
                version, modalities, localizer, landmarks, segmenter, pastMidline, labelSets, refinements, other);
    }

    /** The same model, whatever its encoder's file is called: an encoder is known by its digest. */
    public SegmentationPlan unnamed() {
        return withEncoder(encoder.map(EncoderBranch::unnamed));
    }

    /** The same model with another fine network. */
    public SegmentationPlan withSegmenter(Stage other) {
        return new SegmentationPlan(
                version, modalities, localizer, landmarks, other, pastMidline, labelSets, refinements, encoder);
    }

    /**
     * The same networks for other structures: the segmenter's last layer changes, refinements go whose label set no
     * longer means the same, everything else stays. Structures that are not all in pairs of sides are learned from both
     * halves of the head at once.
     */
    public SegmentationPlan withLabelSets(List<LabelSet> others) {
        Topology fine = segmenter.topology();
        boolean oneSided = seesOneSide() && halves(others).size() == others.size();
        List<LabelSet> heads = oneSided ? halves(others) : others;
        Topology changed = new Topology(fine.inputs(), fine.blockSize(), fine.levels(), classes(heads));
        return new SegmentationPlan(
                version,
                modalities,
                localizer,
                landmarks,
                new Stage(segmenter.spacing(), oneSided ? segmenter.patch() : wholePatch(), changed),
                oneSided ? pastMidline : 0,
                others,
                refinements.stream()
                        .filter(refinement -> others.stream().anyMatch(labelSets.get(indexOf(refinement))::meansSame))
                        .toList(),
                encoder);
    }
}
