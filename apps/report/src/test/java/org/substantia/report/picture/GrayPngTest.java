package org.substantia.report.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class GrayPngTest {
    @Test
    void isReadBackByTheRuntimesOwnReader() throws IOException {
        byte[] pixels = new byte[37 * 23];
        new SplittableRandom(7).nextBytes(pixels);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(GrayPng.encode(37, 23, pixels)));
        assertThat(image.getWidth()).isEqualTo(37);
        assertThat(image.getHeight()).isEqualTo(23);
        byte[] read = new byte[pixels.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = (byte) image.getRaster().getSample(i % 37, i / 37, 0);
        }
        assertThat(read).isEqualTo(pixels);
    }
}
