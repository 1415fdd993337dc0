package org.substantia.segmentation.plan;

import java.util.List;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.learning.network.Topology;

/**
 * Everything about a model but its weights, with which it is stored (as nnU-Net's plans are): a coarse network that
 * finds the nuclei in the whole image, a fine one that segments them in one patch, and small ones that trace single
 * heads anew.
 *
 * @param version of this record's meaning; a reader refuses another
 * @param modalities the channels, in order; any of them may be missing in a case
 * @param localizer reads the whole image; has one head
 * @param landmarks the head of the localizer
 * @param segmenter reads a patch around the nuclei
 * @param heads of the segmenter, in the order of its topology
 * @param refinements of heads, at most one each; may be empty
 */
public record SegmentationPlan(
        int version,
        List<Modality> modalities,
        Stage localizer,
        LabelSet landmarks,
        Stage segmenter,
        List<LabelSet> heads,
        List<Refinement> refinements) {
    /** The version that this program writes and reads. */
    public static final int VERSION = 2;

    public SegmentationPlan {
        modalities = List.copyOf(modalities);
        heads = List.copyOf(heads);
        refinements = List.copyOf(refinements);
        check(version == VERSION, "a plan of version " + version + "; this program reads version " + VERSION);
        check(localizer.topology().inputs() == modalities.size(), "the localizer's inputs are not the modalities");
        check(segmenter.topology().inputs() == modalities.size(), "the segmenter's inputs are not the modalities");
        check(
                segmenter
                        .topology()
                        .heads()
                        .equals(heads.stream().map(LabelSet::classes).toList()),
                "the segmenter's heads are not those of the plan");
        check(
                localizer.topology().heads().equals(List.of(landmarks.classes())),
                "the localizer's head is not that of the landmarks");
        for (Refinement refinement : refinements) {
            Stage stage = refinement.stage();
            check(
                    stage.topology().inputs() == modalities.size()
                            && modalities.contains(refinement.modality())
                            && stage.spacing().equals(segmenter.spacing())
                            && heads.stream()
                                    .anyMatch(head -> head.name().equals(refinement.head())
                                            && stage.topology().heads().equals(List.of(head.classes()))),
                    "the refinement of " + refinement.head() + " does not suit the segmenter");
        }
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }

    /**
     * The challenge's sixteen nuclei and NM nigra from T1, QSM and NM on the challenge's grid. All nuclei of every
     * subject seen fit 98 x 129 x 33 of its voxels; the patch leaves room for an error of the localizer.
     */
    public static SegmentationPlan challenge() {
        List<Modality> modalities = List.of(Modality.T1, Modality.QSM, Modality.NM);
        List<LabelSet> heads = List.of(LabelSet.of(LabelScheme.QSM), LabelSet.of(LabelScheme.NM));
        Topology coarse = new Topology(
                modalities.size(),
                List.of(1, 1, 1),
                List.of(level(16, 1, 1, 1), level(32, 2, 2, 1), level(64, 2, 2, 2), level(96, 2, 2, 2)),
                List.of(heads.get(0).classes()));
        Topology fine = new Topology(
                modalities.size(),
                List.of(2, 2, 1),
                List.of(level(32, 1, 1, 1), level(64, 2, 1, 1), level(128, 2, 2, 2), level(192, 2, 2, 2)),
                heads.stream().map(LabelSet::classes).toList());
        List<Double> spacing = List.of(2 / 3.0, 2 / 3.0, 2.0);
        Topology close = new Topology(
                modalities.size(),
                List.of(2, 2, 1),
                List.of(level(32, 1, 1, 1), level(48, 2, 1, 1), level(64, 2, 2, 2), level(96, 2, 2, 2)),
                List.of(heads.get(1).classes()));
        return new SegmentationPlan(
                VERSION,
                modalities,
                new Stage(List.of(4.0, 4.0, 4.0), List.of(56, 56, 40), coarse),
                heads.get(0),
                new Stage(spacing, List.of(128, 160, 44), fine),
                heads,
                List.of(new Refinement(
                        heads.get(1).name(), Modality.NM, new Stage(spacing, List.of(64, 64, 16), close))));
    }

    /** The head that a refinement answers for, as its place among {@link #heads}. */
    public int headOf(Refinement refinement) {
        for (int h = 0; h < heads.size(); h++) {
            if (heads.get(h).name().equals(refinement.head())) {
                return h;
            }
        }
        throw new IllegalArgumentException("no head is named " + refinement.head());
    }

    public SegmentationPlan withRefinements(List<Refinement> others) {
        return new SegmentationPlan(version, modalities, localizer, landmarks, segmenter, heads, others);
    }

    /**
     * The same networks for other structures: the segmenter's last layer changes, refinements of heads that change go,
     * all else stays.
     */
    public SegmentationPlan withHeads(List<LabelSet> others) {
        Topology fine = segmenter.topology();
        Topology changed = new Topology(
                fine.inputs(),
                fine.blockSize(),
                fine.levels(),
                others.stream().map(LabelSet::classes).toList());
        return new SegmentationPlan(
                version,
                modalities,
                localizer,
                landmarks,
                new Stage(segmenter.spacing(), segmenter.patch(), changed),
                others,
                refinements.stream()
                        .filter(refinement -> others.contains(heads.get(headOf(refinement))))
                        .toList());
    }

    private static Topology.Level level(int channels, int inPlane, int across, int blocks) {
        return new Topology.Level(channels, List.of(inPlane, inPlane, across), blocks);
    }
}
