package org.substantia.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.RealScans.Inside;
import org.substantia.cli.RealScans.Overlap;
import org.substantia.cli.console.ExitCode;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.testing.SharedData;

/**
 * The shipped model, trained on synthetic patients alone, on real scans. They are no part of the project: without them
 * this is skipped.
 */
class RealScansTest {
    private static RealScans scans;

    @BeforeAll
    static void predict(@TempDir Path folder) throws IOException {
        Path data = SharedData.file("real");
        assumeTrue(RealScans.available(data), "no real scans in " + data);
        scans = RealScans.prepare(data, folder);
        CommandRun run = scans.predict(List.of());
        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK);
    }

    @Test
    void largeNucleiOnT1AreWhereARaterDrewThem() throws IOException {
        List<Overlap> overlaps = scans.overlaps();
        assertThat(overlaps).hasSize(5 * 8).allSatisfy(overlap -> {
            assertThat(overlap.dice()).isGreaterThan(0.6);
            assertThat(overlap.centroidErrorMm()).isLessThan(4);
            assertThat(overlap.otherSide()).as("on the other side").isLessThan(0.01);
        });
        assertThat(RealScans.meanDice(overlaps, Structure.CN)).as("CN").isGreaterThan(0.80);
        assertThat(RealScans.meanDice(overlaps, Structure.PUT)).as("Put").isGreaterThan(0.76);
        assertThat(RealScans.meanDice(overlaps, Structure.GP)).as("GP").isGreaterThan(0.75);
        assertThat(RealScans.meanDice(overlaps, Structure.TH)).as("TH").isGreaterThan(0.62);
    }

    @Test
    void striatumPallidumAndThalamusOfAWholeHeadAreWhereTheyAre() throws IOException {
        assertThat(scans.atMarks())
                .allSatisfy((mark, label) -> assertThat(label).as(mark.what()).isEqualTo(mark.expected()));
        List<Inside> nuclei = scans.inside(RealScans.HEAD, "T1").stream()
                .filter(n -> RealScans.MANUAL_LABELS.containsKey(n.nucleus()))
                .toList();
        assertThat(nuclei).hasSize(8).allSatisfy(n -> assertThat(
                        n.volumeMm3() / (1000 * PublishedReference.volumeCm3(n.nucleus())))
                .as(n.nucleus().symbol())
                .isBetween(0.6, 1.6));
    }

    @Test
    void nigraeOnTwelveSlicesOfNmAreBrightAndWhereTheAtlasHasThem() throws IOException {
        assertThat(scans.nigrae()).hasSize(2).allSatisfy(nigra -> {
            // To within 4 mm of the same side's, 15 mm from the other's.
            assertThat(nigra.centroidErrorMm()).isLessThan(4);
            assertThat(nigra.signal()).isGreaterThan(1.1 * nigra.crusSignal());
        });
    }

    @Test
    void nucleiOnQsmLieOnTheirBrightRegionsAndTheThalamusOnItsNeutralOne() throws IOException {
        List<Inside> nuclei = scans.inside(RealScans.QSM, "QSM");
        assertThat(nuclei).extracting(Inside::nucleus).containsExactly(Nucleus.values());
        assertThat(nuclei).allSatisfy(n -> {
            if (n.nucleus().structure() == Structure.TH) {
                assertThat(n.mean()).as("thalamus, ppb").isCloseTo(0, within(20.0));
            } else {
                assertThat(n.mean()).as(n.nucleus().symbol() + ", ppb").isGreaterThan(n.around() + 40);
            }
        });
    }
}
