package org.substantia.report.patient.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatchMapTest {
    @Test
    void partsAreColoredByWhatTheAnswerOwesToThem() {
        String drawing = PatchMap.of(Samples.heatMap()).toString();

        assertThat(drawing)
                .contains("SN in NM, slice 3 of 5, effect of its parts, at most 12.5 points")
                .contains("data:image/png;base64,")
                .contains("<title>+12.5 points</title>", "<title>-2.0 points</title>")
                .containsOnlyOnce("#c4510a")
                .contains("fill-opacity=\"0.60\"")
                .contains("fill-opacity=\"0.10\"");
    }
}
