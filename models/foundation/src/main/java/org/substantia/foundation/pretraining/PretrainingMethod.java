package org.substantia.foundation.pretraining;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.substantia.learning.device.Precision;

/** How an encoder is taught without labels. */
public enum PretrainingMethod {
    /** It restores what is hidden of a slice: {@link MaskedAutoencoder}. */
    MASKED_AUTOENCODER,
    /** It tells from a part of a slice what its own average tells from the whole: {@link SelfDistillation}. */
    SELF_DISTILLATION;

    PretextTask task(PretrainingOptions options, Precision precision) {
        return switch (this) {
            case MASKED_AUTOENCODER -> new MaskedAutoencoder(options.shape(), precision);
            case SELF_DISTILLATION ->
                new SelfDistillation(options.shape(), new SliceViews(options.jitter()), precision);
        };
    }

    /**
     * @param name as {@link #toString} gives it
     * @throws IllegalArgumentException telling the names that there are, if it is none of them
     */
    public static PretrainingMethod parse(String name) {
        return Arrays.stream(values())
                .filter(method -> method.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no method '" + name + "', but "
                        + Arrays.stream(values())
                                .map(PretrainingMethod::toString)
                                .collect(Collectors.joining(" and "))));
    }

    /** As it is written on a command line and in records: {@code masked-autoencoder}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
