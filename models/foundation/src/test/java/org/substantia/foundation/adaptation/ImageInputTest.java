package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.model.TinyEncoders;
import org.substantia.foundation.pretraining.EncoderShape;
import org.substantia.foundation.roi.SliceStack;

class ImageInputTest {
    private static final SliceStack STACK = new SliceStack("one", 1, 57, 74, new byte[57 * 74]);

    @Test
    void slicesHaveNoMorePixelsThanTheEncoderWasTrainedOn() {
        assertThat(ImageInput.usual(EncoderShape.SMALL.architecture()).size()).isEqualTo(96);
        assertThat(ImageInput.usual(TinyEncoders.DINOV2).size()).isEqualTo(12);
        // Rotary positions do not tell.
        assertThat(ImageInput.usual(TinyEncoders.DINOV3)).isEqualTo(ImageInput.usual());
    }

    @Test
    void bothSidesAreWholePatches() {
        ImageInput input = ImageInput.usual(EncoderShape.SMALL.architecture());
        assertThat(input.grid(STACK, EncoderShape.SMALL.architecture())).isEqualTo(new TokenGrid(9, 12));
        assertThat(new ImageInput(3, ImageInput.Channels.SAME).grid(STACK, TinyEncoders.DINOV2))
                .isEqualTo(new TokenGrid(1, 1));
        assertThatThrownBy(() -> new ImageInput(0, ImageInput.Channels.SAME)).hasMessage("slices of 0 pixels");
    }
}
