package org.substantia.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarPlotTest {
    @TempDir
    Path folder;

    @Test
    void drawsOneBarOfEveryGroupWhereThereIsAValue() throws Exception {
        BarPlot plot = new BarPlot(
                "Volume",
                "cm3",
                List.of("CN_r", "CN_l", "STN_r"),
                List.of(
                        new BarPlot.Group("healthy", List.of(3.4, 2.8, Double.NaN), List.of(0.3, 0.2, 0.0)),
                        new BarPlot.Group("PD", List.of(3.3, 2.9, 0.1), List.of(0.3, Double.NaN, 0.0))),
                List.of(new BarPlot.Reference("published", List.of(3.36, 2.84, 0.08))));

        plot.writePng(folder.resolve("plot.png"));

        BufferedImage image = ImageIO.read(folder.resolve("plot.png").toFile());
        assertThat(image.getWidth()).isEqualTo(1280);
        assertThat(pixels(image, 0x56B4E9)).as("healthy bars").isGreaterThan(10_000);
        assertThat(pixels(image, 0xD55E00)).as("PD bars").isGreaterThan(10_000);
        assertThat(pixels(image, 0x003C66)).as("published marks").isBetween(50, 2_000);
    }

    @Test
    void refusesGroupsOfAnotherLength() {
        BarPlot.Group two = new BarPlot.Group("healthy", List.of(1.0, 2.0), List.of(0.1, 0.2));
        assertThatThrownBy(() -> new BarPlot("t", "u", List.of("CN_r"), List.of(two), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("healthy: 2 values for 1 categories");
    }

    private static int pixels(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xffffff) == rgb) {
                    count++;
                }
            }
        }
        return count;
    }
}
