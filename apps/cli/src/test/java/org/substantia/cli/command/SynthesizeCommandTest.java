package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

@Tag("slow")
class SynthesizeCommandTest {
    @TempDir
    Path folder;

    private Path grid;

    @BeforeEach
    void writeACoarseGrid() throws IOException {
        grid = folder.resolve("grid.nii");
        Geometry coarse = new Geometry(100, 100, 35, Affine.scaling(-2, 2, 4));
        Nifti.write(grid, LabelMap.ofBytes(coarse, new byte[coarse.voxelCount()]));
    }

    @Test
    void makesPatientsOfTheWantedAnatomyOnTheGridOfAFile() throws IOException {
        Path out = folder.resolve("cohort");

        CommandRun run = CommandRun.of(
                "synthesize", out, "--cases", 2, "--seed", 4, "--anatomy", "test", "--grid", grid, "--threads", 2);

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("2 cases of")
                .contains("Anatomy checked: 0 with a fault")
                .contains("Best possible accuracy of a diagnosis: 0.87");
        for (String id : new String[] {"SYN_0001", "SYN_0002"}) {
            assertThat(JsonFiles.read(out.resolve(id).resolve("truth.json"))
                            .at("/testAnatomy")
                            .asBoolean())
                    .isTrue();
            assertThat(Nifti.readHeader(out.resolve(id).resolve("T1.nii.gz"))
                            .geometry()
                            .describe())
                    .isEqualTo("100 x 100 x 35 voxels of 2.000 x 2.000 x 4.000 mm");
        }
        assertThat(CommandRun.of("validate", out).out()).contains("Nothing wrong was found.");
    }

    @Test
    void theGridAroundTheNucleiHoldsAllOfThem() throws IOException {
        Path out = folder.resolve("cohort");

        CommandRun run =
                CommandRun.of("synthesize", out, "--cases", 2, "--seed", 6, "--anatomy", "test", "--grid", "nuclei");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK);
        for (String id : new String[] {"SYN_0001", "SYN_0002"}) {
            LabelMap nuclei =
                    Nifti.readLabels(out.resolve(id).resolve("QSM_mask.nii.gz")).labels();
            assertThat(nuclei.counts().keySet()).hasSize(16);
            BoundingBox box = nuclei.boundingBox().orElseThrow();
            Geometry grid = nuclei.geometry();
            assertThat(List.of(box.minX(), box.minY(), box.minZ())).allMatch(low -> low > 2);
            assertThat(box.maxX()).isLessThan(grid.nx() - 3);
            assertThat(box.maxY()).isLessThan(grid.ny() - 3);
            assertThat(box.maxZ()).isLessThan(grid.nz() - 3);
        }
    }

    @Test
    void refusesAnatomiesThatTheBankLacks() {
        CommandRun run =
                CommandRun.of("synthesize", folder.resolve("c"), "--cases", 1, "--seed", 1, "--anatomy-only", "nobody");

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no composite, head or mask nobody");
    }

    @Test
    void refusesToLeaveNoAnatomy() {
        CommandRun run = CommandRun.of(
                "synthesize",
                folder.resolve("c"),
                "--cases",
                1,
                "--seed",
                1,
                "--anatomy",
                "test",
                "--anatomy-exclude",
                "RJPD_010");

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no composite is left");
    }

    @Test
    void listsTheBankWithTestAnatomyMarked() {
        CommandRun run = CommandRun.of("anatomy", "list");

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines().filter(line -> line.endsWith("test")))
                .isNotEmpty()
                .allMatch(line -> line.contains("RJPD_010"));
        assertThat(run.out().lines().filter(line -> line.endsWith("training")))
                .hasSizeGreaterThan(20)
                .noneMatch(line -> line.contains("RJPD_010"));
    }

    @Test
    void wantsToKnowWhatToDoWithAnatomies() {
        assertThat(CommandRun.of("anatomy").status()).isEqualTo(ExitCode.USAGE);
    }
}
