package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class StatisticsCommandTest {
    @TempDir
    Path folder;

    @Test
    void measuresVolumesByDiagnosisAndDrawsThem() throws IOException {
        Path labels = folder.resolve("known.csv");
        Files.writeString(labels, "patient_id,label\nRJPD_005,1\nRJPD_006,0\nRJPD_010,1\n");
        Path out = folder.resolve("statistics");

        CommandRun run =
                CommandRun.of("statistics", CommandRun.ORACLE.resolve("truth"), "--labels", labels, "--out", out);

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("8 cases measured").contains("volume, cm3");
        List<String> rows = Files.readAllLines(out.resolve("measures.csv"));
        assertThat(rows).hasSize(1 + 8 * 16);
        assertThat(rows.get(0)).isEqualTo("patient_id,label,nucleus,volume,t1,qsm,nm,nmVolume,snpcVolume");
        assertThat(Files.readString(out.resolve("volume.svg"))).contains("published mean");

        JsonNode caudate = JsonFiles.read(out.resolve("statistics.json")).at("/volume/CN_r/healthy");
        assertThat(caudate.at("/n").asInt()).isEqualTo(1);
        String row = rows.stream()
                .filter(r -> r.startsWith("RJPD_006,0,CN_r,"))
                .findFirst()
                .orElseThrow();
        assertThat(caudate.at("/mean").asDouble())
                .isCloseTo(Double.parseDouble(row.split(",", -1)[3]), within(1e-5))
                .isBetween(2.0, 5.0);
    }

    /** It had succeeded, beside the plots of an earlier run. */
    @Test
    void refusesACohortWithoutMasks() throws IOException {
        Nifti.write(folder.resolve("cohort/A/QSM.nii.gz"), Volume.zeros(Geometry.axisAligned(4, 4, 4, 1, 1, 1)));
        Path out = Files.createDirectories(folder.resolve("statistics"));
        Path earlier = Files.writeString(out.resolve("measures.csv"), "earlier");

        CommandRun run = CommandRun.of("statistics", folder.resolve("cohort"), "--out", out);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .contains("cohort: no case has a QSM_mask, NM_mask, QSM_pred, NM_pred, T1_pred or NM_nuclei_pred")
                .hasLineCount(1);
        assertThat(earlier).hasContent("earlier");
    }

    @Test
    void removesPlotsOfWhatIsNotMeasuredAnyMore() throws IOException {
        Path mask = folder.resolve("cohort/A/NM_mask.nii.gz");
        Files.createDirectories(mask.getParent());
        Files.copy(CommandRun.ORACLE.resolve("truth/RJPD_005/NM_mask.nii.gz"), mask);
        Path out = Files.createDirectories(folder.resolve("statistics"));
        Files.writeString(out.resolve("qsm.svg"), "earlier");
        Files.writeString(out.resolve("own.svg"), "somebody's");

        CommandRun run = CommandRun.of("statistics", folder.resolve("cohort"), "--out", out);

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(out.resolve("nm_volume.svg")).exists();
        assertThat(out.resolve("qsm.svg")).doesNotExist();
        assertThat(out.resolve("own.svg")).exists();
    }

    @Test
    void saysWhoIsMeasuredInAPredictedMask() throws IOException {
        Path truth = CommandRun.ORACLE.resolve("truth/RJPD_005/QSM_mask.nii.gz");
        for (String file : new String[] {"A/QSM_mask.nii.gz", "B/QSM_pred.nii.gz"}) {
            Path copy = folder.resolve("cohort").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(truth, copy);
        }

        CommandRun run = CommandRun.of("statistics", folder.resolve("cohort"), "--out", folder.resolve("statistics"));

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("Warning: measured in a predicted mask for want of a reference mask: B");
    }
}
