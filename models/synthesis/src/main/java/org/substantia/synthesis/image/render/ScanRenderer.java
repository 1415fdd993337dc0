package org.substantia.synthesis.image.render;

/** Makes the image of one scan. */
interface ScanRenderer {
    /**
     * @param buffers worked in
     * @return values on the target grid
     */
    float[] render(FineBuffers buffers);
}
