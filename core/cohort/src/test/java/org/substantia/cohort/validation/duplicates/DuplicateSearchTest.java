package org.substantia.cohort.validation.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.TestImages;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.resampling.Resampler;
import org.substantia.testing.SharedData;

@Tag("slow")
class DuplicateSearchTest {
    /** A life-sized head's. */
    private static final Geometry GRID = new Geometry(56, 66, 50, Affine.scaling(-3, 3, 3, 84, -99, -75));

    private static Volume head(long seed) {
        return TestImages.head(seed, GRID);
    }

    private static CaseTrace trace(String id, Modality modality, Volume image) {
        Map<Modality, HeadImage> heads = new EnumMap<>(Modality.class);
        HeadImage.of(modality, image).ifPresent(head -> heads.put(modality, head));
        return new CaseTrace(id, id, Map.of(), heads);
    }

    /** Another scan: the head moved, brighter, shaded from left to right, noisy, on a grid of its own. */
    private static Volume rescan(Volume image, Geometry onto, double degrees, double shiftMm, long seed) {
        double angle = Math.toRadians(degrees);
        Affine motion = RigidAligner.motion(shiftMm, -shiftMm, shiftMm / 2, angle, -angle / 2, angle / 2);
        Volume out = Resampler.onto(onto).through(motion).apply(image, Workers.caller());
        SplittableRandom random = new SplittableRandom(seed);
        double scale = 0;
        for (float value : out.data()) {
            scale = Math.max(scale, value);
        }
        for (int i = 0; i < out.data().length; i++) {
            double shade = 1 + 0.3 * (i % onto.nx()) / onto.nx();
            double noise = 0.03 * scale * (random.nextDouble() + random.nextDouble() - 1);
            out.data()[i] = (float) (3.5 * (out.data()[i] * shade + noise));
        }
        return out;
    }

    private static DuplicateSearch.Result search(List<CaseTrace> traces) {
        return DuplicateSearch.among(traces, Workers.caller());
    }

    @Test
    void findsASecondScanAmongSyntheticHeads() {
        List<CaseTrace> traces = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            traces.add(trace("s" + i, Modality.T1, head(i)));
        }
        Volume again = rescan(head(3), GRID, 3, 2, 1);
        traces.add(trace("s3 again", Modality.T1, again));

        DuplicateSearch.Result result = search(traces);

        assertThat(result.groups().groups()).containsExactly(new TreeSet<>(List.of("s3", "s3 again")));
        assertThat(result.duplicates()).hasSize(1).allSatisfy(duplicate -> {
            assertThat(duplicate.first()).isEqualTo("s3");
            assertThat(duplicate.second()).isEqualTo("s3 again");
            assertThat(duplicate.modality()).isEqualTo(Modality.T1);
            assertThat(duplicate.correlation().orElseThrow()).isBetween(0.8, 1.0);
        });
    }

    /** Of three equal images the second and the third were once told as alike, by a correlation of 1. */
    @Test
    void comparesNoImagesThatAreEqual() {
        List<CaseTrace> traces = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean copy = i < 3;
            CaseTrace trace = trace("s" + i, Modality.T1, head(copy ? 0 : i));
            Map<Modality, String> digests = Map.of(Modality.T1, copy ? "equal" : "own " + i);
            traces.add(new CaseTrace(trace.caseId(), trace.subject(), digests, trace.heads()));
        }

        DuplicateSearch.Result result = search(traces);

        assertThat(result.duplicates())
                .containsExactly(
                        new Duplicate("s0", "s1", Modality.T1, OptionalDouble.empty()),
                        new Duplicate("s0", "s2", Modality.T1, OptionalDouble.empty()));
        assertThat(result.groups().groups()).containsExactly(new TreeSet<>(List.of("s0", "s1", "s2")));
    }

    /** Regression: stripped heads in a template's space have one outline, by which they once looked alike. */
    @Test
    void anOutlineInCommonMakesNoDuplicates() {
        List<CaseTrace> traces = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            traces.add(trace("s" + i, Modality.T1, faint(head(i))));
        }
        traces.add(trace("s4 again", Modality.T1, rescan(faint(head(4)), GRID, 2, 1, 7)));

        assertThat(search(traces).groups().groups()).containsExactly(new TreeSet<>(List.of("s4", "s4 again")));
    }

    /** The same head with a third of the contrast within it. */
    private static Volume faint(Volume head) {
        float[] data = head.data();
        for (int i = 0; i < data.length; i++) {
            data[i] = data[i] == 0 ? 0 : 500 + (data[i] - 500) / 3;
        }
        return head;
    }

    @Test
    void comparesTheFirstModalityThatBothHave() {
        CaseTrace both = trace("a", Modality.T1, head(1));
        both.heads().put(Modality.NM, HeadImage.of(Modality.NM, head(2)).orElseThrow());
        CaseTrace sameNmOtherT1 = trace("b", Modality.T1, head(3));
        sameNmOtherT1
                .heads()
                .put(Modality.NM, HeadImage.of(Modality.NM, head(2)).orElseThrow());
        CaseTrace nmAlone = trace("c", Modality.NM, rescan(head(2), GRID, 1, 1, 2));

        DuplicateSearch.Result result = search(List.of(both, sameNmOtherT1, nmAlone));

        assertThat(result.duplicates())
                .extracting(Duplicate::first, Duplicate::second, Duplicate::modality)
                .containsExactly(tuple("a", "c", Modality.NM), tuple("b", "c", Modality.NM));
    }

    @Test
    void comparesNothingWhereThereIsNothing() {
        CaseTrace empty = trace("a", Modality.T1, Volume.zeros(GRID));
        CaseTrace alone = trace("b", Modality.T1, head(1));

        assertThat(search(List.of()).duplicates()).isEmpty();
        assertThat(search(List.of(empty, alone)).duplicates()).isEmpty();
    }

    @Test
    void alignmentRecoversAKnownMotion() {
        CenteredGrid grid = HeadSignature.GRID;
        HeadImage head = HeadImage.of(Modality.T1, head(4)).orElseThrow();
        Affine centered = head.centered();
        float[] template = grid.sample(head.poseSampler(), head.worldToVoxels().compose(centered));
        UnitVector.normalize(template);
        Affine moved = centered.compose(RigidAligner.motion(4, -3, 2, 0.08, -0.05, 0.06));

        RigidAligner.Alignment found =
                new RigidAligner(grid, template).align(head.poseSampler(), head.worldToVoxels(), moved);

        assertThat(found.correlation()).isGreaterThan(0.999);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(found.motion().get(row, column))
                        .isCloseTo(centered.get(row, column), Offset.offset(column == 3 ? 0.3 : 0.01));
            }
        }
    }

    @Test
    void tellsRealSubjectsApartAndFindsTheirRescans() throws IOException {
        Path scans = SharedData.file("real/t1-manual-labels");
        Assumptions.assumeTrue(Files.isDirectory(scans), "no shared data at " + scans);
        List<CaseTrace> traces = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String id = "100" + i;
            Volume image = Nifti.readVolume(scans.resolve(id + "_SS.nii.gz")).volume();
            traces.add(trace(id, Modality.T1, image));
            if (i < 2) {
                Geometry grid =
                        new Geometry(110, 130, 80, image.geometry().affine().compose(Affine.scaling(1.5, 1.6, 2)));
                traces.add(trace(id + " again", Modality.T1, rescan(image, grid, 5, 4, i)));
            }
        }

        DuplicateSearch.Result result = search(traces);

        assertThat(result.groups().groups())
                .containsExactly(
                        new TreeSet<>(List.of("1000", "1000 again")), new TreeSet<>(List.of("1001", "1001 again")));
    }
}
