package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.model.TinyEncoders;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.TensorType;

@Tag("slow")
class PatchEffectsTest {
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final int SIDE = 12;

    @TempDir
    Path folder;

    /** Slices of one gray but for one patch: only what is there can be missed. */
    @ParameterizedTest
    @ValueSource(strings = {"probe", "nuclei-probe", "last-1", "nuclei-last-1", "mrn"})
    void anAnswerThatDependsOnOnePatchIsOwedToThatPatch(String way) throws IOException {
        ComputeDevice.useThreads(1);
        EncoderWriter.write(
                folder, TinyEncoders.DINOV2, TinyEncoders::values, Naming.OFFICIAL, TensorType.F32, Map.of());
        Patients known = new Patients(8, 110, 12);
        List<Example> square = known.examples.stream()
                .map(e -> new Example(
                        e.id(), List.of(stack(e.stacks().get(0).shades()[0] & 0xff, e.id().hashCode() % 2 == 0))))
                .toList();
        try (FrozenEncoder encoder = FrozenEncoder.forTraining(
                        EncoderFile.open(folder), new ImageInput(SIDE, ImageInput.Channels.SAME), CPU);
                AdaptedClassifier classifier = new EncoderAdaptation(Adaptation.parse(way), encoder)
                        .withEpochs(1)
                        .fit(square, known.positive, CaseGroups.none(), 1)) {
            Example patient = new Example("one", List.of(stack(100, true)));
            PatchEffects effects = classifier.explain(patient).patches();

            assertThat(effects.rows()).isEqualTo(3);
            assertThat(effects.columns()).isEqualTo(3);
            Example plain = new Example("none", List.of(without(patient.stacks().get(0), effects.slice())));
            double owed = 100 * (classifier.probability(patient) - classifier.probability(plain));
            assertThat(Math.abs(owed)).isGreaterThan(1e-3);
            for (int part = 0; part < 9; part++) {
                assertThat(effects.points().get(part))
                        .as("part %d", part)
                        .isCloseTo(part == 5 ? owed : 0, within(2e-4));
            }
        }
    }

    /** Three slices; the patch in row 1, column 2 is brighter where it is wanted. */
    private static SliceStack stack(int gray, boolean spot) {
        byte[] shades = new byte[3 * SIDE * SIDE];
        byte[] nuclei = new byte[shades.length];
        for (int i = 0; i < shades.length; i++) {
            boolean inside = i % SIDE >= 8 && i / SIDE % SIDE >= 4 && i / SIDE % SIDE < 8;
            shades[i] = (byte) (inside && spot ? 250 : gray);
            nuclei[i] = (byte) (inside ? 1 : 0);
        }
        return new SliceStack("one", 3, SIDE, SIDE, shades, nuclei);
    }

    private static SliceStack without(SliceStack stack, int slice) {
        byte[] shades = stack.shades().clone();
        for (int i = 0; i < SIDE * SIDE; i++) {
            shades[slice * SIDE * SIDE + i] = 100;
        }
        return new SliceStack("one", 3, SIDE, SIDE, shades, stack.nuclei());
    }
}
