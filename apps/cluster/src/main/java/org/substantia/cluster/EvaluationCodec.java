package org.substantia.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.scoring.challenge.CaseScore;
import org.substantia.scoring.challenge.ChallengeScore;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.ScoringFault;
import org.substantia.scoring.segmentation.LabelScore;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;
import org.substantia.scoring.segmentation.OverlapMetrics;
import org.substantia.scoring.segmentation.SurfaceMetrics;
import org.substantia.scoring.segmentation.SurfaceScore;

/**
 * A scored case as a few kilobytes that give back exactly the same case. The records themselves hold optional values,
 * which cannot be serialized.
 */
final class EvaluationCodec {
    private EvaluationCodec() {}

    static byte[] encode(CaseEvaluation one) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(one.id(), out);
            boolean alike = one.official().equals(one.score());
            write(one.score(), out);
            out.writeBoolean(alike);
            if (!alike) {
                write(one.official(), out);
            }
            out.writeInt(one.faults().size());
            for (ScoringFault fault : one.faults()) {
                out.writeUTF(fault.scheme().name());
                out.writeUTF(fault.kind().name());
                write(fault.message(), out);
            }
            write(one.referenceWarnings(), out);
            write(one.warnings(), out);
            write(List.copyOf(one.inputs().keySet()), out);
            write(List.copyOf(one.inputs().values()), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param weights of the composite, which is computed again */
    static CaseEvaluation decode(byte[] bytes, ChallengeWeights weights) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String id = readText(in);
            CaseScore score = readScore(id, in);
            CaseScore official = in.readBoolean() ? score : readScore(id, in);
            List<ScoringFault> faults = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                LabelScheme scheme = LabelScheme.valueOf(in.readUTF());
                ScoringFault.Kind kind = ScoringFault.Kind.valueOf(in.readUTF());
                faults.add(new ScoringFault(scheme, kind, readText(in)));
            }
            List<String> referenceWarnings = readTexts(in);
            List<String> warnings = readTexts(in);
            List<String> keys = readTexts(in);
            List<String> sums = readTexts(in);
            Map<String, String> inputs = new TreeMap<>();
            for (int i = 0; i < keys.size(); i++) {
                inputs.put(keys.get(i), sums.get(i));
            }
            return new CaseEvaluation(
                    score, official, ChallengeScore.of(score, weights), faults, referenceWarnings, warnings, inputs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(CaseScore score, DataOutputStream out) throws IOException {
        out.writeByte(score.masks().size());
        for (MaskScore mask : score.masks().values()) {
            out.writeUTF(mask.scheme().name());
            out.writeBoolean(mask.gridsAgree());
            for (NucleusScore nucleus : mask.nuclei()) {
                write(nucleus.metrics(), out);
            }
            write(mask.otherTruthLabels(), out);
            write(mask.otherPredictionLabels(), out);
        }
    }

    private static CaseScore readScore(String id, DataInputStream in) throws IOException {
        Map<LabelScheme, MaskScore> masks = new EnumMap<>(LabelScheme.class);
        for (int n = in.readByte(); n > 0; n--) {
            LabelScheme scheme = LabelScheme.valueOf(in.readUTF());
            boolean gridsAgree = in.readBoolean();
            List<NucleusScore> nuclei = new ArrayList<>();
            for (Nucleus nucleus : scheme.nuclei()) {
                nuclei.add(new NucleusScore(nucleus, readLabel(in)));
            }
            masks.put(scheme, new MaskScore(scheme, gridsAgree, nuclei, readCounts(in), readCounts(in)));
        }
        return new CaseScore(id, masks);
    }

    private static void write(LabelScore label, DataOutputStream out) throws IOException {
        out.writeInt(label.label());
        out.writeInt(label.overlap().truthVoxels());
        out.writeInt(label.overlap().predictionVoxels());
        out.writeInt(label.overlap().sharedVoxels());
        out.writeDouble(label.hausdorffVoxels());
        out.writeBoolean(label.surface().isPresent());
        if (label.surface().isPresent()) {
            write(label.surface().get().voxels(), out);
            write(label.surface().get().millimeters(), out);
        }
    }

    private static LabelScore readLabel(DataInputStream in) throws IOException {
        int label = in.readInt();
        OverlapMetrics overlap = new OverlapMetrics(in.readInt(), in.readInt(), in.readInt());
        double hausdorff = in.readDouble();
        Optional<SurfaceScore> surface =
                in.readBoolean() ? Optional.of(new SurfaceScore(readSurface(in), readSurface(in))) : Optional.empty();
        return new LabelScore(label, overlap, hausdorff, surface);
    }

    private static void write(SurfaceMetrics surface, DataOutputStream out) throws IOException {
        out.writeDouble(surface.hausdorff());
        out.writeDouble(surface.hausdorff95());
        out.writeDouble(surface.directedHausdorff95());
        out.writeDouble(surface.averageSymmetricSurfaceDistance());
        out.writeDouble(surface.normalizedSurfaceDice());
    }

    private static SurfaceMetrics readSurface(DataInputStream in) throws IOException {
        return new SurfaceMetrics(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }

    private static void write(SortedMap<Integer, Integer> counts, DataOutputStream out) throws IOException {
        out.writeInt(counts.size());
        for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
            out.writeInt(entry.getKey());
            out.writeInt(entry.getValue());
        }
    }

    private static SortedMap<Integer, Integer> readCounts(DataInputStream in) throws IOException {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            int label = in.readInt();
            counts.put(label, in.readInt());
        }
        return counts;
    }

    private static void write(List<String> texts, DataOutputStream out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            write(text, out);
        }
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            texts.add(readText(in));
        }
        return texts;
    }

    /** Of any length and of any characters, unlike {@link DataOutputStream#writeUTF}. */
    private static void write(String text, DataOutputStream out) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    private static String readText(DataInputStream in) throws IOException {
        char[] text = new char[in.readInt()];
        for (int i = 0; i < text.length; i++) {
            text[i] = in.readChar();
        }
        return new String(text);
    }
}
