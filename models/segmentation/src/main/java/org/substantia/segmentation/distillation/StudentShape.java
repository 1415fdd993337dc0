package org.substantia.segmentation.distillation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.substantia.base.text.Format;
import org.substantia.learning.network.Topology;

/** Shapes of a student that have a name: what is less than in the teacher at every level of the segmenter. */
public enum StudentShape {
    /**
     * Half the residual blocks of the encoder, rounded down. The rest is the teacher's, whose weights do nearly the
     * same without the blocks: each only adds to what passes it.
     */
    SHALLOW {
        @Override
        Topology.Level smaller(Topology.Level level) {
            return new Topology.Level(level.channels(), level.stride(), level.blocks() / 2);
        }
    },
    /**
     * Half the channels, rounded up: a quarter of the multiplications, and nearly everything is to be learned again.
     */
    HALF {
        @Override
        Topology.Level smaller(Topology.Level level) {
            return new Topology.Level((level.channels() + 1) / 2, level.stride(), level.blocks());
        }
    };

    abstract Topology.Level smaller(Topology.Level level);

    /** The shape of a name in lower case, {@code half}. */
    public static Optional<StudentShape> named(String name) {
        return Arrays.stream(values())
                .filter(shape -> Format.lowerCase(shape).equals(name))
                .findFirst();
    }

    /** @param teacher levels, finest first */
    List<Topology.Level> levels(List<Topology.Level> teacher) {
        return teacher.stream().map(this::smaller).toList();
    }
}
