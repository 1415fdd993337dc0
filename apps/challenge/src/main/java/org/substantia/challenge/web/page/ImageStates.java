package org.substantia.challenge.web.page;

import org.substantia.challenge.model.Image;

/** How far a container image is. */
public final class ImageStates {
    private ImageStates() {}

    /** In a sentence. */
    public static String sentence(Texts texts, Image image) {
        String key = image.passed().isPresent()
                ? (image.passed().get() ? "image.passed" : "image.failed")
                : image.upload().isPresent() ? "image.arrived" : "image.asked";
        return texts.get(key);
    }
}
